package org.instagan.serve.v2;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import org.instagan.serve.http.Refusal;

/**
 * The numbers of a JSON array, of arrays in it too, in row-major order; as float, which is exact for every index that
 * can be in range.
 *
 * @param whole whether all are written as whole numbers
 */
record Numbers(float[] values, boolean whole) {

    /**
     * Reads to the end of the array that the parser has just entered.
     *
     * @throws Refusal when there is anything but numbers in it
     */
    static Numbers read(JsonParser json, String where) throws IOException {
        float[] values = new float[1024];
        boolean whole = true;
        int count = 0;
        int depth = 1;
        while (depth > 0) {
            JsonToken token = json.nextToken();
            switch (token == null ? JsonToken.NOT_AVAILABLE : token) {
                case START_ARRAY -> depth++;
                case END_ARRAY -> depth--;
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                    whole &= token == JsonToken.VALUE_NUMBER_INT;
                    values = count < values.length ? values : Arrays.copyOf(values, count + count / 2);
                    values[count++] = json.getFloatValue();
                }
                default ->
                    throw new Refusal(
                            Refusal.UNPROCESSABLE, where + "[" + count + "]: expected a number, got " + json.getText());
            }
        }
        return new Numbers(Arrays.copyOf(values, count), whole);
    }
}
