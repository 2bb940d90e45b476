package org.instagan.weights.pytorch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.instagan.error.InputException;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StateDictTest {
    @TempDir
    private Path folder;

    private Path resource(String name) throws IOException {
        try (InputStream in = StateDictTest.class.getResourceAsStream("StateDictFuzzTestInputs/read/" + name)) {
            return Files.write(folder.resolve(name), in.readAllBytes());
        }
    }

    private static Map<String, FloatTensor> some() {
        Map<String, FloatTensor> some = new LinkedHashMap<>();
        some.put("a.weight", FloatTensor.of(new float[] {1, -2, 3, 4.5f, 5, 6}, 1, 2, 3, 1));
        some.put("é", FloatTensor.of(new float[] {Float.MIN_VALUE}, 1));
        some.put("empty", FloatTensor.of(new float[0], 0, 3));
        return some;
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip.pth", "legacy.pth"})
    void readsWhatPyTorchWrote(String name) throws IOException {
        Map<String, FloatTensor> expected = new LinkedHashMap<>();
        expected.put("a.weight", FloatTensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3));
        expected.put("a.bias", FloatTensor.of(new float[] {0.5f, -1.5f}, 2));
        expected.put("turned", FloatTensor.of(new float[] {0, 3, 1, 4, 2, 5}, 3, 2));
        expected.put("part", FloatTensor.of(new float[] {4, 5, 6, 7}, 4));
        expected.put("half", FloatTensor.of(new float[] {1.5f, 65504}, 2));
        expected.put("double", FloatTensor.of(new float[] {1e-3f}, 1, 1));
        expected.put("n.num_batches_tracked", FloatTensor.of(new float[] {7}));
        expected.put("scalar", FloatTensor.of(new float[] {3.25f}));
        expected.put("parameter", FloatTensor.of(new float[] {9}, 1));
        Map<String, FloatTensor> read = StateDict.read(resource(name));
        assertThat(read).isEqualTo(expected);
        assertThat(read.keySet()).containsExactlyElementsOf(expected.keySet());
    }

    @Test
    void readsWhatItWroteAndWritesEqualBytes() throws IOException {
        StateDict.write(folder.resolve("a.pth"), some());
        StateDict.write(folder.resolve("b.pth"), some());
        assertThat(StateDict.read(folder.resolve("a.pth"))).isEqualTo(some());
        assertThat(folder.resolve("a.pth")).hasSameBinaryContentAs(folder.resolve("b.pth"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip.pth", "legacy.pth"})
    void whatIsCutShortIsRefusedByName(String name) throws IOException {
        byte[] whole = Files.readAllBytes(resource(name));
        Path file = folder.resolve("cut.pth");
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> StateDict.read(file))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file + ": ");
        }
    }

    @Test
    void whatIsNoStateDictIsRefused() throws IOException {
        Path nested = resource("nested.pth");
        assertThatThrownBy(() -> StateDict.read(nested))
                .isInstanceOf(InputException.class)
                .hasMessage(nested + ": 'model' is no tensor, expected a state dict of tensors alone");
        assertThatThrownBy(() -> StateDict.read(folder.resolve("none.pth")))
                .hasMessageEndingWith("none.pth: no such file");
    }

    /** A file whose pickle is this. */
    private Path pickled(String pickle, int method) throws IOException {
        Path file = folder.resolve("p.pth");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            byte[] bytes = pickle.getBytes(ISO_8859_1);
            java.util.zip.CRC32 crc = new java.util.zip.CRC32();
            crc.update(bytes);
            ZipEntry entry = new ZipEntry("archive/data.pkl");
            entry.setMethod(method);
            entry.setSize(bytes.length);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(bytes);
        }
        return file;
    }

    @Test
    void nothingThatAPickleAsksForIsRun() throws IOException {
        Path marker = folder.resolve("ran");
        String call = "(X" + (char) ("touch " + marker).length() + "\0\0\0touch " + marker + "tR.";
        Path file = pickled("\u0080\u0002cposix\nsystem\n" + call, ZipEntry.STORED);
        assertThatThrownBy(() -> StateDict.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file + ": asks for posix.system, which no state dict needs")
                .hasMessageEndingWith("Nothing of it was run");
        assertThat(marker).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    }.                                   | holds
                    }((NtNs.                             | a key that is neither text nor a whole number
                    X\u00ff\u00ff\u00ff\u007f.           | a text of 2147483647 bytes
                    i.                                   | pickle opcode 0x69
                    h\u0005.                             | nothing is remembered as 5
                    t.                                   | a collection without its beginning
                    0                                    | pickle opcode 0x30
                    ctorch\\nFloatStorage\\n)R.          | FloatStorage is a type
                    (ctorch\\nFloatStorage\\ntQ.         | its pickle is no state dict's
                    """)
    void hostilePicklesAreRefused(String pickle, String reason) throws IOException {
        Path file = pickled(pickle.strip().replace("\\n", "\n"), ZipEntry.STORED);
        if (reason.equals("holds")) {
            assertThat(StateDict.read(file)).isEmpty();
        } else {
            assertThatThrownBy(() -> StateDict.read(file))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file + ": ")
                    .hasMessageContaining(reason);
        }
    }

    /** A tensor of a float storage '0' of four elements. */
    private static String tensor(String offset, String shape, String strides) {
        return "}X\1\0\0\0actorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0000X\3\0\0\0cpuK\4tQ"
                + offset + shape + strides + "\u0089NtRs.";
    }

    @Test
    void tensorsDoNotReachBeyondTheirStorage() throws IOException {
        String[] beyond = {
            tensor("K\1", "(K\4t", "(K\1t"), // from the second element on
            tensor("K\0", "(K\2K\2t", "(K\3K\1t"),
            tensor("K\0", "(J\u00ff\u00ff\u00ff\u007ft", "(K\0t"), // expanded
            tensor("J\u00ff\u00ff\u00ff\u00ff", "(K\4t", "(K\1t"),
            tensor("K\0", "(K\4t", "(K\1K\1t")
        };
        for (String pickle : beyond) {
            Path file = pickled(pickle, ZipEntry.STORED);
            assertThatThrownBy(() -> StateDict.read(file))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("a tensor that reaches beyond its storage");
        }
        Path file = pickled(tensor("K\0", "(K\4t", "(K\1t"), ZipEntry.STORED);
        assertThatThrownBy(() -> StateDict.read(file))
                .hasMessage(file + ": storage 0 is not there, or of another size");
    }

    @Test
    void nothingIsInflated() throws IOException {
        Path file = pickled("}.".repeat(1000), ZipEntry.DEFLATED);
        assertThatThrownBy(() -> StateDict.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("archive/data.pkl: compressed or too large");
    }

    /** A million beginnings of lists, which are a million objects, are not read to their end. */
    @Test
    void aPickleIsNoLargerThanAStateDicts() throws IOException {
        byte[] marks = new byte[Unpickler.MOST_BYTES + 10];
        Arrays.fill(marks, (byte) '(');
        Path file = Files.write(folder.resolve("legacy.pth"), marks);
        assertThatThrownBy(() -> StateDict.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("its pickle does not end");
    }
}
