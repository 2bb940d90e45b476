package org.instagan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.instagan.ChildProcess;
import org.instagan.error.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), args);
    }

    @Test
    void helpAndVersionGoToTheOutput() {
        assertThat(run("--help")).isZero();
        assertThat(run("doctor", "--help")).isZero();
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).contains("doctor", "generate-completion", "--verbose", "--json", "instagan ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aWrongOptionIsOneLineAndAHint() {
        assertThat(run("doctor", "--nonsense")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("instagan: Unknown option: '--nonsense'", "Try 'instagan doctor --help'.");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void noCommandIsAMistake() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).startsWith("instagan: Missing required subcommand");
    }

    @Test
    void doctorFindsTrainingAndTheCpu() {
        assertThat(run("doctor")).isZero();
        assertThat(out.toString()).containsPattern("training +yes").containsPattern("CPU +works");
    }

    @Test
    void doctorPrintsJson() throws IOException {
        assertThat(run("doctor", "--json")).isZero();
        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(report.get("trainingEnabled").booleanValue()).isTrue();
        assertThat(report.get("healthy").booleanValue()).isTrue();
        assertThat(report.get("providers").get(0).get("name").textValue()).isEqualTo("CPU");
        assertThat(report.get("cudaLibraries").findValuesAsText("name")).contains("libcudnn.so.9");
        assertThat(report.get("tensorRtLibraries").findValuesAsText("name")).contains("libcuda.so.1");
    }

    @Test
    void doctorSaysWhatIsRequiredAndDoesNotWork() {
        assumeFalse(new File("/dev/nvidiactl").exists(), "this machine has a GPU");
        assertThat(run("doctor", "--require", "cuda,tensorrt")).isEqualTo(1);
        assertThat(out.toString())
                .contains("libcuda.so.1")
                .containsPattern("required +does not work here: cuda, tensorrt");
    }

    @Test
    void theCompletionScriptIsForInstagan() {
        assertThat(run("generate-completion")).isZero();
        assertThat(out.toString()).contains("complete -F _complete_instagan");
    }

    @Test
    void aUsersMistakeIsItsMessageAlone() {
        assertThat(fail(new InputException("a.png: expected an image, got text")))
                .isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("instagan: a.png: expected an image, got text");
    }

    @Test
    void aFailureIsOneLineWithItsRootCause() {
        Exception failure = new IllegalStateException("saving failed", new IOException("disk\nfull"));
        assertThat(fail(failure)).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly("instagan: IllegalStateException: saving failed: IOException: disk full");
    }

    @Test
    void verboseAddsTheStackTrace() {
        assertThat(fail(new IllegalStateException("no"), "--verbose")).isEqualTo(1);
        assertThat(err.toString().lines()).hasSizeGreaterThan(2).anyMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void anErrorOfTheJvmIsOneLineToo() {
        assertThat(fail(new OutOfMemoryError("Java heap space"))).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("instagan: OutOfMemoryError: Java heap space");
    }

    private int fail(Throwable failure, String... args) {
        CommandLine line = Main.commandLine();
        line.addSubcommand("fail", new Failing(failure));
        line.setErr(new PrintWriter(err));
        String[] all = new String[args.length + 1];
        System.arraycopy(args, 0, all, 0, args.length);
        all[args.length] = "fail";
        return Main.execute(line, all);
    }

    @Command(name = "fail")
    private record Failing(Throwable failure) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        }
    }

    @Test
    void hintsNameTheCommandAsItWasTyped(@TempDir Path folder) throws Exception {
        ProcessBuilder process =
                ChildProcess.of(Main.class, "export", folder.resolve("none").toString(), "--out", "x");
        process.command().add(1, "-Dinstagan.command=tools/instagan");
        Process child = process.redirectErrorStream(true).start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).isEqualTo(2);
        assertThat(said).contains("expected a folder that 'tools/instagan train --out' made");
    }

    /** picocli takes descriptions for format strings, and says so on the console where one is none. */
    @Test
    void everyDescriptionIsAFormat() {
        for (CommandLine command : Main.commandLine().getSubcommands().values()) {
            for (CommandLine.Model.OptionSpec option : command.getCommandSpec().options()) {
                String text = String.join(" ", option.description());
                assertThatCode(() -> String.format(text))
                        .as(command.getCommandName() + " " + option.longestName())
                        .doesNotThrowAnyException();
            }
        }
    }
}
