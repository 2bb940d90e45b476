package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.instagan.ChildProcess;
import org.instagan.error.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real child processes that crash, hang, are killed or run out of memory: each is one line here. */
final class ChildJvmTest {
    @TempDir
    private Path work;

    private final List<String> progress = new ArrayList<>();

    private void run(String what, Duration timeout) {
        new ChildJvm(Misbehaving.Child.class, List.of("-Xmx64m"), work, timeout)
                .run(List.of(what), progress::add, () -> {});
    }

    private ThrowingCallable running(String what) {
        return () -> run(what, Duration.ofMinutes(10));
    }

    @Test
    void oneThatGoesWellTellsItsProgress() {
        run("well", Duration.ofMinutes(10));
        assertThat(progress).containsExactly("doing 'well'");
    }

    @Test
    void aCrashNamesTheSignalAndTheFrame() {
        assertThatThrownBy(running("crash"))
                .isInstanceOf(TensorRtFailure.class)
                .message()
                .startsWith("the child process crashed in native code: SIGSEGV")
                .contains(" in ")
                .doesNotContain("\n");
    }

    @Test
    void oneThatHangsIsKilledAfterItsTime() {
        assertThatThrownBy(() -> run("hang", Duration.ofSeconds(3)))
                .isInstanceOf(TensorRtFailure.class)
                .message()
                // On a slow machine it has not come to its words by then.
                .matches("the child process did not end in 3 s and was killed(; its last words: doing 'hang')?; allow"
                        + " it more time");
    }

    @Test
    void oneThatIsKilledSaysSo() {
        assertThatThrownBy(running("kill"))
                .hasMessage("the child process was killed (signal 9), as Linux does when memory runs out");
        assertThatThrownBy(running("terminate"))
                .hasMessage("the child process was ended by signal 15: doing 'terminate'");
    }

    @Test
    void oneThatRunsOutOfMemorySaysSo() {
        assertThatThrownBy(running("memory"))
                .isInstanceOf(TensorRtFailure.class)
                .message()
                .startsWith("the child process ran out of memory (")
                .contains("java.lang.OutOfMemoryError: Java heap space")
                .endsWith("give more with INSTAGAN_JAVA_OPTS=-Xmx8g");
    }

    @Test
    void itsOwnVerdictIsHandedOn() {
        assertThatThrownBy(running("mistake"))
                .isInstanceOf(InputException.class)
                .hasMessage("x.onnx: node 3 'conv' is refused");
        assertThatThrownBy(running("failure"))
                .isInstanceOf(TensorRtFailure.class)
                .hasMessage("Building the engine failed");
        assertThatThrownBy(running("linkage"))
                .isInstanceOf(TensorRtFailure.class)
                .hasMessage("java.lang.UnsatisfiedLinkError: libnvinfer.so.11: undefined symbol: x");
        assertThatThrownBy(running("exit")).hasMessage("the child process ended with exit code 7: doing 'exit'");
    }

    @Test
    void aChildWhoseParentIsGoneEnds() throws IOException, InterruptedException {
        Process child = ChildProcess.of(Misbehaving.Child.class, "wait")
                .redirectError(work.resolve("err.txt").toFile())
                .start();
        try {
            assertThat(child.inputReader().readLine()).contains("doing 'wait'");
            assertThat(child.isAlive()).isTrue();
            child.getOutputStream().close();
            assertThat(child.waitFor(10, TimeUnit.MINUTES)).isTrue();
        } finally {
            child.destroyForcibly();
        }
    }
}
