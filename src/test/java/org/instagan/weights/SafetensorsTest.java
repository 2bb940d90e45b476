package org.instagan.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.instagan.error.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsTest {
    @TempDir
    private Path folder;

    @Test
    void whatWasWrittenIsReadInItsOrder() {
        Path file = folder.resolve("w.safetensors");
        Safetensors.write(file, tensors());
        Map<String, FloatTensor> read = Safetensors.read(file);
        assertThat(read).isEqualTo(tensors());
        assertThat(read.keySet()).containsExactlyElementsOf(tensors().keySet());
    }

    @Test
    void equalMapsGiveEqualBytesAndNothingStaysBeside() throws IOException {
        Path file = folder.resolve("w.safetensors");
        Safetensors.write(file, tensors());
        byte[] first = Files.readAllBytes(file);
        Safetensors.write(file, tensors());
        assertThat(Files.readAllBytes(file)).isEqualTo(first);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void metadataIsPassedOver() throws IOException {
        Path file =
                file("{'__metadata__':{'a':'b'},'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}", new byte[4]);
        assertThat(Safetensors.read(file)).containsOnlyKeys("x");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'y':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | tensor 'y': begins at byte 0 of the data, expected 4
            {'x':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}   | tensor 'x': begins at byte 4 of the data, expected 0 where the one before ends
            {'x':{'dtype':'F16','shape':[1],'data_offsets':[0,2]}}   | tensor 'x': expected dtype F32, got F16
            {'x':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}   | tensor 'x': shape [2] does not hold 4 bytes
            {'x':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}}  | tensor 'x': data_offsets [0, 12] outside the file's 8 bytes
            {'x':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}}   | tensor 'x': data_offsets [4, 0] outside
            {'x':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}}  | tensor 'x': shape: expected an array of integers from 0 up, got [-1]
            {'x':{'dtype':'F32','shape':[1]}}                        | tensor 'x': data_offsets: expected an array of integers from 0 up, got none
            {'x':{'dtype':'F32','shape':[9223372036854775807,9],'data_offsets':[0,4]}} | tensor 'x': shape
            {'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}   | 4 bytes behind the last tensor belong to none
            {'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'x':1} | not JSON
            {'x':                                                    | not JSON
            [1]                                                      | expected a JSON object, got array
            {'x':7}                                                  | tensor 'x': expected dtype F32, got none
            """)
    void aBadHeaderIsNamed(String header, String message) throws IOException {
        Path file = file(header, new byte[8]);
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void aFileThatIsNoneIsNamed() throws IOException {
        Path missing = folder.resolve("missing.safetensors");
        assertThatThrownBy(() -> Safetensors.read(missing))
                .isInstanceOf(InputException.class)
                .hasMessage(missing + ": no such file");
        Path text = Files.writeString(folder.resolve("text"), "<html>not weights</html>");
        assertThatThrownBy(() -> Safetensors.read(text))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("not a safetensors file");
        Path small = Files.write(folder.resolve("short"), new byte[3]);
        assertThatThrownBy(() -> Safetensors.read(small))
                .isInstanceOf(InputException.class)
                .hasMessage(small + ": not a safetensors file: 3 bytes, expected at least 8");
    }

    @Test
    void damageIsAnInputExceptionOrNothing() throws IOException {
        Path file = folder.resolve("w.safetensors");
        Safetensors.write(file, tensors());
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bad);
            try {
                assertThat(Safetensors.read(file)).isNotNull();
            } catch (InputException e) {
                assertThat(e).hasMessageStartingWith(file + ": ");
            }
        }
    }

    private Path file(String header, byte[] data) throws IOException {
        byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json).put(data);
        return Files.write(folder.resolve("case.safetensors"), bytes.array());
    }

    private static Map<String, FloatTensor> tensors() {
        Map<String, FloatTensor> tensors = new LinkedHashMap<>();
        tensors.put("z.weight", FloatTensor.of(new float[] {1, -2.5f, Float.MIN_VALUE, 4, 5, 6}, 2, 3));
        tensors.put("a \"quoted\" ü", FloatTensor.of(new float[] {7}));
        tensors.put("empty", FloatTensor.zeros(0, 4));
        return tensors;
    }
}
