package org.instagan.report.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Read by the format's definition; TensorBoard's own reader was tried by hand, see docs/training.md. */
final class EventFileTest {
    @TempDir
    private Path folder;

    @Test
    void eventsAreFramedAndSummed() throws IOException {
        try (EventFile file = EventFile.in(folder, 7)) {
            file.scalar(8, "loss/A.cycle", 1.5);
            file.image(9, "samples/A2B", new byte[] {1, 2, 3}, 640, 480);
        }
        List<Map<Integer, Object>> events = events();
        assertThat(events).hasSize(4);
        assertThat(events.get(0)).containsEntry(3, "brain.Event:2");
        assertThat(events.get(1)).containsEntry(2, 7L).containsKey(7);
        Map<Integer, Object> scalar = fields(fields(events.get(2).get(5)).get(1));
        assertThat(events.get(2)).containsEntry(2, 8L);
        assertThat(text(scalar.get(1))).isEqualTo("loss/A.cycle");
        assertThat(scalar).containsEntry(2, Float.floatToIntBits(1.5f));
        Map<Integer, Object> image =
                fields(fields(fields(events.get(3).get(5)).get(1)).get(4));
        assertThat(image).containsEntry(1, 480L).containsEntry(2, 640L);
        assertThat((byte[]) image.get(4)).containsExactly(1, 2, 3);
    }

    @Test
    void everyProcessHasAFileOfItsOwn() throws IOException {
        for (int i = 0; i < 3; i++) {
            EventFile.in(folder, i).close();
        }
        assertThat(folder.toFile().list()).hasSize(3).allMatch(name -> name.contains("tfevents"));
    }

    private List<Map<Integer, Object>> events() throws IOException {
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Map<Integer, Object>> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = new byte[Long.BYTES];
            bytes.get(length);
            assertThat(bytes.getInt()).isEqualTo(masked(length));
            byte[] data = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            bytes.get(data);
            assertThat(bytes.getInt()).isEqualTo(masked(data));
            Map<Integer, Object> event = fields(data);
            event.computeIfPresent(3, (field, version) -> text(version));
            events.add(event);
        }
        return events;
    }

    private static int masked(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Map<Integer, Object> fields(Object message) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance((byte[]) message);
        Map<Integer, Object> fields = new TreeMap<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            Object value = switch (WireFormat.getTagWireType(tag)) {
                case WireFormat.WIRETYPE_VARINT -> in.readInt64();
                case WireFormat.WIRETYPE_FIXED64 -> in.readDouble();
                case WireFormat.WIRETYPE_FIXED32 -> in.readFixed32();
                default -> in.readByteArray();
            };
            fields.put(WireFormat.getTagFieldNumber(tag), value);
        }
        return fields;
    }
}
