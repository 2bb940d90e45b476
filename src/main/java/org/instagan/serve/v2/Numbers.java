package org.instagan.serve.v2;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.instagan.serve.http.Refusal;

/**
 * The numbers of a JSON array, of arrays in it too, in row-major order; as float, which is exact for every index that
 * can be in range.
 *
 * @param nesting sizes of the arrays from the outermost to the innermost; one alone where they are not nested
 * @param whole whether all are written as whole numbers
 */
record Numbers(float[] values, List<Integer> nesting, boolean whole) {
    /** No tensor here has half that rank. */
    private static final int MAX_DEPTH = 8;

    Numbers {
        nesting = List.copyOf(nesting);
    }

    /** Numbers that are in no arrays. */
    static Numbers flat(float[] values, boolean whole) {
        return new Numbers(values, List.of(values.length), whole);
    }

    /**
     * Reads to the end of the array that the parser has just entered.
     *
     * @throws Refusal when there is anything but numbers in it, or arrays of different sizes side by side
     */
    static Numbers read(JsonParser json, String where) throws IOException {
        return new Reading(where).read(json);
    }

    private static final class Reading {
        private final String where;
        private float[] values = new float[1024];
        private int count;
        private boolean whole = true;
        /** Elements so far of each array that is open, by depth. */
        private final int[] elements = new int[MAX_DEPTH + 1];
        /** The size of the arrays at each depth, once one of them is complete; -1 before. */
        private final int[] sizes = new int[MAX_DEPTH + 1];
        /** The depth that numbers are at; -1 before the first. */
        private int leaf = -1;

        Reading(String where) {
            this.where = where;
            Arrays.fill(sizes, -1);
        }

        Numbers read(JsonParser json) throws IOException {
            int depth = 0;
            while (depth >= 0) {
                JsonToken token = json.nextToken();
                switch (token == null ? JsonToken.NOT_AVAILABLE : token) {
                    case START_ARRAY -> enter(depth++);
                    case END_ARRAY -> leave(depth--);
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> add(json, token, depth);
                    default -> throw refusal("[" + count + "]: expected a number, got " + name(token));
                }
            }
            List<Integer> nesting =
                    IntStream.of(sizes).takeWhile(size -> size >= 0).boxed().toList();
            return new Numbers(Arrays.copyOf(values, count), nesting, whole);
        }

        private void enter(int outer) {
            if (outer + 1 == MAX_DEPTH) {
                throw refusal(": expected at most " + MAX_DEPTH + " arrays in each other");
            }
            if (outer == leaf) {
                throw ragged();
            }
            elements[outer]++;
            elements[outer + 1] = 0;
        }

        private void leave(int depth) {
            if (sizes[depth] >= 0 && sizes[depth] != elements[depth]) {
                throw ragged();
            }
            sizes[depth] = elements[depth];
        }

        private void add(JsonParser json, JsonToken token, int depth) throws IOException {
            if (leaf != depth && (leaf >= 0 || sizes[depth + 1] >= 0)) {
                throw ragged();
            }
            leaf = depth;
            elements[depth]++;
            whole &= token == JsonToken.VALUE_NUMBER_INT;
            values = count < values.length ? values : Arrays.copyOf(values, count + count / 2);
            values[count++] = json.getFloatValue();
        }

        private Refusal ragged() {
            return refusal(": expected arrays of one size side by side, all of them of numbers or none");
        }

        private Refusal refusal(String what) {
            return new Refusal(Refusal.UNPROCESSABLE, where + what);
        }

        private static String name(JsonToken token) {
            return token == null
                    ? "the end"
                    : token.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
