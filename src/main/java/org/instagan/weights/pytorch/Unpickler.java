package org.instagan.weights.pytorch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.instagan.error.InputException;

/**
 * Python's pickle format (protocols 0 to 5, the opcodes that {@code torch.save} needs), whose only functions are those of
 * {@link Callable}: a pickle is a program, and one of unknown origin is not run.
 */
final class Unpickler {
    /** Of a pickle; a state dict of a thousand tensors takes 200 KB, and every byte can be an object. */
    static final int MOST_BYTES = 1 << 22;

    private final String where;
    private final ByteBuffer in;
    private final Map<Long, Object> memo = new HashMap<>();
    private final Deque<List<Object>> marks = new ArrayDeque<>();
    private List<Object> stack = new ArrayList<>();

    /** Python's {@code None}. */
    enum None {
        NONE
    }

    /** Never changed after it is made. */
    record Tuple(List<Object> items) {}

    /** @param in from its position on, which is behind the pickle after {@link #load} */
    Unpickler(String where, ByteBuffer in) {
        this.where = where;
        this.in = in.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** @throws InputException for whatever is no pickle of a state dict */
    Object load() {
        int end = in.limit();
        in.limit(Math.min(end, in.position() + MOST_BYTES));
        try {
            while (true) {
                int opcode = in.get() & 0xff;
                if (opcode == '.') {
                    return pop();
                }
                run(opcode);
            }
        } catch (InputException e) {
            throw e;
        } catch (java.nio.BufferUnderflowException e) {
            throw new InputException(where + ": cut short, or no state dict: its pickle does not end", e);
        } catch (ClassCastException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new InputException(where + ": its pickle is no state dict's: " + e.getMessage(), e);
        } finally {
            in.limit(end);
        }
    }

    private void run(int opcode) {
        if (!isValue(opcode) && !isCollection(opcode) && !isMemo(opcode)) {
            throw new InputException(
                    where + String.format(": pickle opcode 0x%02x, which no state dict needs", opcode));
        }
    }

    /** Pushes a number, a text, a function or what stands for nothing. */
    private boolean isValue(int opcode) {
        switch (opcode) {
            case 0x80 -> in.get(); // PROTO
            case 0x95 -> in.getLong(); // FRAME
            case 'N' -> push(None.NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'J' -> push((long) in.getInt());
            case 'K' -> push((long) (in.get() & 0xff));
            case 'M' -> push((long) (in.getShort() & 0xffff));
            case 0x8a -> push(longOf(in.get() & 0xff));
            case 'G' -> push(in.order(ByteOrder.BIG_ENDIAN).getDouble());
            case 'X' -> push(text(in.getInt() & 0xffffffffL, UTF_8));
            case 0x8c -> push(text(in.get() & 0xff, UTF_8));
            case 'U' -> push(text(in.get() & 0xff, ISO_8859_1)); // a str of Python 2
            case 'T' -> push(text(in.getInt() & 0xffffffffL, ISO_8859_1));
            case 'c' -> push(callable(line(), line()));
            case 0x93 -> {
                String name = (String) pop();
                push(callable((String) pop(), name));
            }
            default -> {
                return false;
            }
        }
        in.order(ByteOrder.LITTLE_ENDIAN);
        return true;
    }

    private boolean isCollection(int opcode) {
        switch (opcode) {
            case '(' -> {
                marks.push(stack);
                stack = new ArrayList<>();
            }
            case ')' -> push(new Tuple(List.of()));
            case 't' -> push(new Tuple(List.copyOf(toMark())));
            case 0x85, 0x86, 0x87 -> push(new Tuple(List.copyOf(pop(opcode - 0x84))));
            case ']' -> push(new ArrayList<>());
            case 'a' -> {
                Object item = pop();
                list(top()).add(item);
            }
            case 'e' -> {
                List<Object> items = toMark();
                list(top()).addAll(items);
            }
            case '}' -> push(new LinkedHashMap<>());
            case 's' -> {
                List<Object> pair = pop(2);
                put(pair.get(0), pair.get(1));
            }
            case 'u' -> {
                List<Object> items = toMark();
                for (int i = 0; i < items.size(); i += 2) {
                    put(items.get(i), items.get(i + 1));
                }
            }
            case 'R' -> {
                Tuple arguments = (Tuple) pop();
                push(((Callable) pop()).call(arguments.items()));
            }
            case 'b' -> pop(); // the state of an OrderedDict: PyTorch's version of each module
            case 'Q' -> push(StoredTensor.Storage.of(((Tuple) pop()).items()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean isMemo(int opcode) {
        switch (opcode) {
            case 'q' -> memo.put((long) (in.get() & 0xff), top());
            case 'r' -> memo.put(in.getInt() & 0xffffffffL, top());
            case 0x94 -> memo.put((long) memo.size(), top());
            case 'h' -> push(remembered(in.get() & 0xff));
            case 'j' -> push(remembered(in.getInt() & 0xffffffffL));
            default -> {
                return false;
            }
        }
        return true;
    }

    private Object remembered(long key) {
        return Optional.ofNullable(memo.get(key))
                .orElseThrow(() -> new IllegalArgumentException("nothing is remembered as " + key));
    }

    private Callable callable(String module, String name) {
        return Callable.of(module, name)
                .orElseThrow(() -> new InputException(where + ": asks for " + module + "." + name
                        + ", which no state dict needs; expected weights saved with torch.save(net.state_dict(), FILE)."
                        + " Nothing of it was run"));
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object pop() {
        return stack.remove(stack.size() - 1);
    }

    private List<Object> pop(int count) {
        List<Object> last = stack.subList(stack.size() - count, stack.size());
        List<Object> popped = new ArrayList<>(last);
        last.clear();
        return popped;
    }

    private Object top() {
        return stack.get(stack.size() - 1);
    }

    private List<Object> toMark() {
        if (marks.isEmpty()) {
            throw new IllegalArgumentException("a collection without its beginning");
        }
        List<Object> items = stack;
        stack = marks.pop();
        return items;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    /** Keys are texts and numbers alone: the hash of a tuple of tuples can take for ever. */
    @SuppressWarnings("unchecked")
    private void put(Object key, Object value) {
        if (!(key instanceof String || key instanceof Long)) {
            throw new IllegalArgumentException("a key that is neither text nor a whole number");
        }
        ((Map<Object, Object>) top()).put(key, value);
    }

    private String text(long length, Charset charset) {
        if (length > in.remaining()) {
            throw new IllegalArgumentException("a text of " + length + " bytes, " + in.remaining() + " are left");
        }
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return new String(bytes, charset);
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (int b = in.get(); b != '\n'; b = in.get()) {
            line.append((char) (b & 0xff));
        }
        return line.toString();
    }

    /** Those beyond 64 bits are only in the old format's magic number. */
    private Object longOf(int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        for (int i = 0; i < length / 2; i++) {
            byte swapped = bytes[i];
            bytes[i] = bytes[length - 1 - i];
            bytes[length - 1 - i] = swapped;
        }
        BigInteger value = length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }
}
