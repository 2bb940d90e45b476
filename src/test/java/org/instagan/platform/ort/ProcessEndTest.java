package org.instagan.platform.ort;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.instagan.ChildProcess;
import org.instagan.TinyModel;
import org.instagan.data.Sample;
import org.instagan.file.WorkFolder;
import org.instagan.translate.Translator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessEndTest {
    private static final int EXIT_CODE = 3;

    @TempDir
    private Path folder;

    @Test
    void theProcessEndsWhileItComputesWithoutACrash() throws Exception {
        assertThat(run(EndsAtWork.class)).doesNotContain("Exception");
        assertThat(folder.resolve("finished")).exists();
    }

    @Test
    void anEnvironmentThatWasNotMadeBeforeTheEndIsRefusedInOneLine() throws Exception {
        assertThat(run(EndsBeforeTheEnvironment.class).lines())
                .containsExactly(
                        "ONNX Runtime: the process is ending, and calls need an environment made before: Shutdown in"
                                + " progress",
                        "the next action ran");
    }

    @Test
    void aCallThatDoesNotStopEndsWithTheProcessAndLeavesNoWorkFolder() throws Exception {
        assertThat(run(EndsUnderACallThatDoesNotStop.class)).doesNotContain("Exception");
        assertThat(folder.toFile().list()).containsExactly("log");
    }

    /** The output of a child process that has to end with the exit code that it asks for. */
    private String run(Class<?> main) throws Exception {
        Path log = folder.resolve("log");
        Process child = ChildProcess.of(main, folder.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(child.waitFor(10, TimeUnit.MINUTES)).as("ended").isTrue();
            String said = Files.readString(log);
            assertThat(child.exitValue()).as(said).isEqualTo(EXIT_CODE);
            return said;
        } finally {
            child.destroyForcibly();
        }
    }

    /** Opens models and translates on and on, and is told to end once that works. */
    static final class EndsAtWork {
        private static final CountDownLatch WORKS = new CountDownLatch(3);

        private EndsAtWork() {}

        public static void main(String[] args) {
            Path model = TinyModel.export(Path.of(args[0], "A2B.onnx"), 1);
            Sample sample = TinyModel.sample(1, 8, 4);
            ProcessEnd.before(() -> {
                awaitOtherHooks();
                translate(model, sample); // what a server still owes
                if (!new File(args[0], "finished").mkdir()) {
                    throw new IllegalStateException("finished twice");
                }
            });
            new Thread(EndsAtWork::exitOnceItWorks).start();
            while (true) {
                translate(model, sample);
                WORKS.countDown();
            }
        }

        private static void translate(Path model, Sample sample) {
            try (Translator translator = Translator.open(model, Device.CPU, 1, Translator.Options.defaults())) {
                translator.translate(sample);
            }
        }

        private static void exitOnceItWorks() {
            try {
                WORKS.await();
                System.exit(EXIT_CODE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** ONNX Runtime's among them, which have no name to know them by. */
        private static void awaitOtherHooks() {
            Thread self = Thread.currentThread();
            try {
                for (Thread thread : Thread.getAllStackTraces().keySet()) {
                    boolean never = thread.isDaemon() || thread.getName().equals("main") || waitsForExit(thread);
                    if (thread != self && !never) {
                        thread.join();
                    }
                }
            } catch (InterruptedException e) {
                self.interrupt();
            }
        }

        private static boolean waitsForExit(Thread thread) {
            for (StackTraceElement frame : thread.getStackTrace()) {
                if (frame.getClassName().equals("java.lang.System")
                        && frame.getMethodName().equals("exit")) {
                    return true;
                }
            }
            return false;
        }
    }

    /** As the making of a session: run options cannot stop it. */
    static final class EndsUnderACallThatDoesNotStop {
        private EndsUnderACallThatDoesNotStop() {}

        public static void main(String[] args) throws Exception {
            System.setProperty("instagan.end-patience", "1");
            ProcessEnd.watch();
            OrtRuntime.environment();
            WorkFolder work = WorkFolder.within(Path.of(args[0]));
            Files.writeString(work.path().resolve("half"), "");
            CountDownLatch begun = new CountDownLatch(1);
            Thread caller = new Thread(() -> hang(begun));
            caller.setDaemon(true);
            caller.start();
            begun.await();
            ProcessEnd.exit(EXIT_CODE);
        }

        private static void hang(CountDownLatch begun) {
            try {
                ProcessEnd.call(options -> {
                    begun.countDown();
                    LockSupport.park();
                    return "never";
                });
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Ends before it has called ONNX Runtime; its last actions try to, and go on. */
    static final class EndsBeforeTheEnvironment {
        private EndsBeforeTheEnvironment() {}

        public static void main(String[] args) {
            ProcessEnd.before(() -> System.out.println("the next action ran"));
            ProcessEnd.before(() -> {
                try {
                    OrtRuntime.environment();
                } catch (OrtFailure e) {
                    System.out.println(e.getMessage());
                }
            });
            System.exit(EXIT_CODE);
        }
    }
}
