package org.instagan.engine.tensorrt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.bytedeco.javacpp.BytePointer;
import org.instagan.error.InputException;

/** Main classes of child processes that go wrong, in earnest. */
final class Misbehaving {
    private Misbehaving() {}

    /** Does what its first argument says. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws InterruptedException {
            ChildSide.progress(System.out, "doing '" + args[0] + "'");
            switch (args[0]) {
                case "crash" ->
                    System.out.println(
                            new BytePointer(CudaMemory.at(16)).capacity(1).get());
                case "hang" -> new CountDownLatch(1).await();
                case "kill" -> kill("-KILL");
                case "terminate" -> kill("-TERM");
                case "memory" -> fill();
                case "exit" -> System.exit(7);
                case "wait" -> ChildSide.run(System.out, Misbehaving::waitLong);
                case "mistake" ->
                    ChildSide.run(System.out, () -> {
                        throw new InputException("x.onnx: node 3 'conv'\nis refused");
                    });
                case "failure" ->
                    ChildSide.run(System.out, () -> {
                        throw new TensorRtFailure("Building the engine failed");
                    });
                case "linkage" ->
                    ChildSide.run(System.out, () -> {
                        throw new UnsatisfiedLinkError("libnvinfer.so.11: undefined symbol: x");
                    });
                default -> System.out.println("noise that is nobody's progress");
            }
        }
    }

    private static void waitLong() throws IOException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void kill(String signal) throws InterruptedException {
        try {
            new ProcessBuilder(
                            "kill",
                            signal,
                            Long.toString(ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
            new CountDownLatch(1).await();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void fill() {
        List<byte[]> all = new ArrayList<>();
        while (true) {
            all.add(new byte[1 << 24]);
            System.out.println(all.size() + " blocks");
        }
    }
}
