package org.instagan.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.file.WholeFile;

/**
 * The safetensors format, float32 only: the header's length (uint64), the header in JSON, the data; all little endian.
 */
public final class Safetensors {
    private static final int LENGTH_BYTES = 8;
    private static final long MAX_HEADER = 100_000_000;
    private static final int ALIGNMENT = 8;
    private static final String METADATA = "__metadata__";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Safetensors() {}

    /** Where one tensor's bytes lie, counted from the first byte after the header. */
    private record Entry(String name, long[] shape, long begin, long end) {}

    /**
     * Reads every tensor, in the header's order.
     *
     * @throws InputException naming the file, and the tensor where there is one, for whatever is not float32
     *     safetensors
     */
    public static Map<String, FloatTensor> read(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return read(path, channel);
        } catch (NoSuchFileException e) {
            throw new InputException(path + ": no such file", e);
        } catch (IOException e) {
            throw FileProblem.of(path + ": cannot be read: " + e, e);
        }
    }

    /**
     * Writes the tensors in the map's order, beside the path and then in one move; equal maps in equal order give equal
     * bytes.
     *
     * @throws InputException where the path cannot be written
     */
    public static void write(Path path, Map<String, FloatTensor> tensors) {
        byte[] header = header(tensors);
        WholeFile.write(path, channel -> {
            ByteBuffer length = littleEndian(LENGTH_BYTES).putLong(header.length);
            writeFully(channel, length.flip());
            writeFully(channel, ByteBuffer.wrap(header));
            for (FloatTensor tensor : tensors.values()) {
                ByteBuffer bytes = littleEndian(Math.multiplyExact(tensor.data().length, Float.BYTES));
                bytes.asFloatBuffer().put(tensor.data());
                writeFully(channel, bytes);
            }
        });
    }

    private static byte[] header(Map<String, FloatTensor> tensors) {
        ObjectNode header = JSON.createObjectNode();
        long offset = 0;
        for (Map.Entry<String, FloatTensor> e : tensors.entrySet()) {
            if (e.getKey().equals(METADATA)) {
                throw new IllegalArgumentException("Tensor '" + METADATA + "': the format keeps this name for itself");
            }
            ObjectNode entry = header.putObject(e.getKey()).put("dtype", "F32");
            ArrayNode shape = entry.putArray("shape");
            Arrays.stream(e.getValue().shape()).forEach(shape::add);
            long end = offset + (long) e.getValue().data().length * Float.BYTES;
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        try {
            byte[] json = JSON.writeValueAsBytes(header);
            byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
            Arrays.fill(padded, json.length, padded.length, (byte) ' ');
            return padded;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A header of names and numbers did not become JSON", e);
        }
    }

    private static Map<String, FloatTensor> read(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < LENGTH_BYTES) {
            throw new InputException(
                    path + ": not a safetensors file: " + size + " bytes, expected at least " + LENGTH_BYTES);
        }
        long headerLength = readFully(channel, 0, LENGTH_BYTES).getLong();
        if (headerLength < 0 || headerLength > Math.min(MAX_HEADER, size - LENGTH_BYTES)) {
            throw new InputException(path + ": not a safetensors file, or cut short: its header should have "
                    + Long.toUnsignedString(headerLength) + " bytes, the file has " + size);
        }
        JsonNode header = parse(path, readFully(channel, LENGTH_BYTES, (int) headerLength));
        long start = LENGTH_BYTES + headerLength;
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (!field.getKey().equals(METADATA)) {
                entries.add(entry(path, field.getKey(), field.getValue(), size - start));
            }
        }
        requireGapless(path, entries, size - start);
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        for (Entry entry : entries) {
            tensors.put(entry.name(), tensor(channel, start, entry));
        }
        return tensors;
    }

    /** As the format wants it: every byte belongs to one tensor. Before memory is taken, which then is the file's size. */
    private static void requireGapless(Path path, List<Entry> entries, long dataBytes) {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long end = 0;
        for (Entry entry : sorted) {
            if (entry.begin() != end) {
                throw new InputException(path + ": tensor '" + entry.name() + "': begins at byte " + entry.begin()
                        + " of the data, expected " + end + " where the one before ends");
            }
            end = entry.end();
        }
        if (end != dataBytes) {
            throw new InputException(path + ": " + (dataBytes - end) + " bytes behind the last tensor belong to none");
        }
    }

    private static JsonNode parse(Path path, ByteBuffer bytes) throws IOException {
        try {
            JsonNode header = JSON.readTree(UTF_8.decode(bytes).toString());
            if (!header.isObject()) {
                throw new InputException(path + ": safetensors header: expected a JSON object, got "
                        + header.getNodeType().toString().toLowerCase(Locale.ROOT));
            }
            return header;
        } catch (JsonProcessingException e) {
            throw new InputException(path + ": safetensors header is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Entry entry(Path path, String name, JsonNode node, long dataBytes) {
        String where = path + ": tensor '" + name + "': ";
        String type = node.path("dtype").asText("");
        if (!type.equals("F32")) {
            throw new InputException(where + "expected dtype F32, got " + (type.isEmpty() ? "none" : type));
        }
        long[] shape = longs(where, node, "shape");
        long[] offsets = longs(where, node, "data_offsets");
        if (offsets.length != 2 || offsets[0] > offsets[1] || offsets[1] > dataBytes) {
            throw new InputException(where + "data_offsets " + Arrays.toString(offsets) + " outside the file's "
                    + dataBytes + " bytes of data");
        }
        long bytes = offsets[1] - offsets[0];
        if (bytes > Integer.MAX_VALUE || bytes != bytesOf(shape)) {
            throw new InputException(where + "shape " + Arrays.toString(shape) + " does not hold " + bytes + " bytes");
        }
        return new Entry(name, shape, offsets[0], offsets[1]);
    }

    /** @return the bytes of a float32 tensor, or -1 where they are more than a file can have */
    private static long bytesOf(long[] shape) {
        try {
            return Math.multiplyExact(FloatTensor.elements(shape), Float.BYTES);
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    private static long[] longs(String where, JsonNode node, String field) {
        JsonNode array = node.path(field);
        long[] values = new long[array.size()];
        boolean good = array.isArray();
        for (int i = 0; good && i < values.length; i++) {
            JsonNode value = array.get(i);
            good = value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0;
            values[i] = value.longValue();
        }
        if (!good) {
            throw new InputException(where + field + ": expected an array of integers from 0 up, got "
                    + (array.isMissingNode() ? "none" : array));
        }
        return values;
    }

    private static FloatTensor tensor(FileChannel channel, long start, Entry entry) throws IOException {
        ByteBuffer bytes = readFully(channel, start + entry.begin(), (int) (entry.end() - entry.begin()));
        float[] data = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(data);
        return new FloatTensor(entry.shape(), data);
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer readFully(FileChannel channel, long position, int bytes) throws IOException {
        ByteBuffer buffer = littleEndian(bytes);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
