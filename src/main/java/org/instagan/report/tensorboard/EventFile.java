package org.instagan.report.tensorboard;

import com.google.protobuf.CodedOutputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * Events as TensorBoard reads them: {@code Event} messages (tensorflow/core/util/event.proto) in TFRecord frames, each
 * with masked CRC-32C sums of its length and its data.
 */
public final class EventFile implements AutoCloseable {
    private static final int MASK = 0xa282ead8;
    // Fields of Event, SessionLog, Summary, Summary.Value and Summary.Image.
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SESSION_LOG = 7;
    private static final int STATUS = 1;
    private static final int START = 1;
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int IMAGE = 4;
    private static final int HEIGHT = 1;
    private static final int WIDTH = 2;
    private static final int COLOR_SPACE = 3;
    private static final int RGB = 3;
    private static final int ENCODED = 4;

    private final OutputStream out;

    private EventFile(OutputStream out) {
        this.out = out;
    }

    /**
     * Begins a file of its own, as every process does; TensorBoard reads all of a folder.
     *
     * @param step from which on earlier files' events are void: they are of what was done again
     */
    public static EventFile in(Path folder, long step) throws IOException {
        Files.createDirectories(folder);
        Instant now = Instant.now();
        String name = String.format(
                Locale.ROOT, "events.out.tfevents.%010d.%09d.instagan", now.getEpochSecond(), now.getNano());
        EventFile file = new EventFile(new BufferedOutputStream(
                Files.newOutputStream(folder.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
        file.event(0, event -> event.writeString(FILE_VERSION, "brain.Event:2"));
        file.event(step, event -> message(event, SESSION_LOG, log -> log.writeEnum(STATUS, START)));
        return file;
    }

    public void scalar(long step, String tag, double value) throws IOException {
        event(step, event -> summary(event, tag, v -> v.writeFloat(SIMPLE_VALUE, (float) value)));
    }

    /** @param png of that size */
    public void image(long step, String tag, byte[] png, int width, int height) throws IOException {
        event(
                step,
                event -> summary(
                        event,
                        tag,
                        v -> message(v, IMAGE, image -> {
                            image.writeInt32(HEIGHT, height);
                            image.writeInt32(WIDTH, width);
                            image.writeInt32(COLOR_SPACE, RGB);
                            image.writeByteArray(ENCODED, png);
                        })));
    }

    /** From now on what was written can be read. */
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    @FunctionalInterface
    private interface Fields {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    private void event(long step, Fields fields) throws IOException {
        byte[] data = bytes(event -> {
            event.writeDouble(WALL_TIME, System.currentTimeMillis() / 1e3);
            event.writeInt64(STEP, step);
            fields.writeTo(event);
        });
        ByteBuffer frame = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        frame.putLong(data.length);
        frame.putInt(masked(frame.array(), Long.BYTES));
        frame.put(data);
        frame.putInt(masked(data, data.length));
        out.write(frame.array());
    }

    private static void summary(CodedOutputStream event, String tag, Fields value) throws IOException {
        message(
                event,
                SUMMARY,
                summary -> message(summary, VALUE, v -> {
                    v.writeString(TAG, tag);
                    value.writeTo(v);
                }));
    }

    private static void message(CodedOutputStream out, int field, Fields fields) throws IOException {
        out.writeByteArray(field, bytes(fields));
    }

    private static byte[] bytes(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.writeTo(out);
        out.flush();
        return bytes.toByteArray();
    }

    private static int masked(byte[] data, int length) {
        CRC32C crc = new CRC32C();
        crc.update(data, 0, length);
        int sum = (int) crc.getValue();
        return (sum >>> 15 | sum << 17) + MASK;
    }
}
