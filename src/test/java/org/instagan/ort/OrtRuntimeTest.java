package org.instagan.ort;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.instagan.TinyModel;
import org.instagan.data.Sample;
import org.instagan.infer.Translator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrtRuntimeTest {
    @TempDir
    private Path folder;

    @Test
    void theProcessEndsWhileItComputesWithoutACrash() throws Exception {
        Process child = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndsAtWork.class.getName(),
                        folder.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            assertThat(child.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(child.exitValue()).as("log in " + folder.resolve("log")).isEqualTo(3);
        } finally {
            child.destroyForcibly();
        }
    }

    /** Opens models and translates on and on, while all shutdown hooks but a slow one are done. */
    static final class EndsAtWork {
        private EndsAtWork() {}

        public static void main(String[] args) {
            Path model = TinyModel.export(Path.of(args[0], "A2B.onnx"), 1);
            Sample sample = TinyModel.sample(1, 8, 4);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> pause(1500)));
            new Thread(() -> {
                        pause(300);
                        System.exit(3);
                    })
                    .start();
            while (true) {
                try (Translator translator = Translator.open(model, Translator.Options.cpu(1))) {
                    translator.translate(sample);
                }
            }
        }

        private static void pause(int millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
