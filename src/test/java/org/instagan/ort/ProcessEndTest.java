package org.instagan.ort;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.instagan.ChildProcess;
import org.instagan.TinyModel;
import org.instagan.data.Sample;
import org.instagan.infer.Translator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessEndTest {
    @TempDir
    private Path folder;

    @Test
    void theProcessEndsWhileItComputesWithoutACrash() throws Exception {
        Process child = ChildProcess.of(EndsAtWork.class, folder.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            assertThat(child.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(child.exitValue()).as("log in " + folder.resolve("log")).isEqualTo(3);
            assertThat(folder.resolve("finished")).exists();
        } finally {
            child.destroyForcibly();
        }
    }

    /** Opens models and translates on and on, while the shutdown hooks run and one of them is slow. */
    static final class EndsAtWork {
        private EndsAtWork() {}

        public static void main(String[] args) {
            Path model = TinyModel.export(Path.of(args[0], "A2B.onnx"), 1);
            Sample sample = TinyModel.sample(1, 8, 4);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> pause(1500)));
            ProcessEnd.before(() -> {
                translate(model, sample); // what a server still owes
                if (!new File(args[0], "finished").mkdir()) {
                    throw new IllegalStateException("finished twice");
                }
            });
            new Thread(() -> {
                        pause(300);
                        System.exit(3);
                    })
                    .start();
            while (true) {
                translate(model, sample);
            }
        }

        private static void translate(Path model, Sample sample) {
            try (Translator translator = Translator.open(model, Translator.Options.cpu(1))) {
                translator.translate(sample);
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
