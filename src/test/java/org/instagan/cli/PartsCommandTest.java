package org.instagan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.instagan.ChildProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
final class PartsCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    private int run(String lines) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
        try {
            return Main.run(
                    new PrintWriter(new StringWriter()), new PrintWriter(err), "parts", "--out", folder.toString());
        } finally {
            System.setIn(before);
        }
    }

    private List<String> results() throws Exception {
        return Files.readAllLines(folder.resolve(PartsCommand.RESULTS)).stream()
                .map(line -> line.replaceFirst("\t[0-9.]+$", ""))
                .toList();
    }

    @Test
    void whatFailsDoesNotEndTheOthers() throws Exception {
        int code =
                run("first\t100\t--version\nmissing\t100\tinspect\t" + folder + "/none.onnx\nlast\t100\t--version\n");
        assertThat(code).isEqualTo(1);
        assertThat(results())
                .hasSize(3)
                .startsWith("first\tpassed")
                .endsWith("last\tpassed")
                .element(1)
                .asString()
                .startsWith("missing\tfailed (2): instagan: " + folder + "/none.onnx: ");
        assertThat(folder.resolve("first.txt")).content().startsWith("instagan ");
        assertThat(folder.resolve("missing.txt")).content().contains("none.onnx");
    }

    @Test
    void linesThatAreNone() {
        assertThat(run("../x\t100\t--version\n")).isEqualTo(2);
        assertThat(err.toString()).contains("expected NAME, LIMIT and a command");
    }

    /** Native code cannot be interrupted, so the process ends. */
    @Test
    void aPartThatHangsEndsTheProcessAndIsRecorded() throws Exception {
        ProcessBuilder builder = ChildProcess.of(Main.class, "parts", "--out", folder.toString());
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream()
                .write(("quick\t100\t--version\nhangs\t1\tdemo\t--out\t" + folder + "/demo\t--budget\t10m\n"
                                + "never\t100\t--version\n")
                        .getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(124);
        assertThat(results()).containsExactly("quick\tpassed", "hangs\tnot done after 1 s");
    }
}
