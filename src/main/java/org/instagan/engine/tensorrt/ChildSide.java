package org.instagan.engine.tensorrt;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Optional;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.instagan.error.OneLine;

/** The child's half of {@link ChildJvm}: lines with a mark among whatever native code prints. */
final class ChildSide {
    private static final String PROGRESS = "@instagan progress ";
    private static final String MISTAKE = "@instagan mistake ";
    private static final String FAILURE = "@instagan failure ";
    private static final String ENVIRONMENT = "@instagan environment ";
    private static final int FAILED = 1;

    private ChildSide() {}

    /** What the child does. */
    interface Work {
        void run() throws IOException;
    }

    /** Runs the work and ends the process: natives that are stuck must not keep it. */
    static void run(PrintStream out, Work work) {
        endWithParent(System.in);
        int code = 0;
        try {
            work.run();
        } catch (InputException e) {
            out.println(MISTAKE + OneLine.of(String.valueOf(e.getMessage())));
            code = FAILED;
        } catch (EnvironmentException e) {
            out.println(ENVIRONMENT + OneLine.of(String.valueOf(e.getMessage())));
            code = FAILED;
        } catch (TensorRtFailure e) {
            out.println(FAILURE + OneLine.of(String.valueOf(e.getMessage())));
            code = FAILED;
        } catch (IOException | RuntimeException | LinkageError e) {
            out.println(FAILURE + OneLine.of(e.toString()));
            code = FAILED;
        }
        out.flush();
        Runtime.getRuntime().halt(code);
    }

    static void progress(PrintStream out, String text) {
        out.println(PROGRESS + OneLine.of(text));
        out.flush();
    }

    /** The other end of our input is the parent: when it closes, nobody waits for us any more. */
    private static void endWithParent(InputStream in) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (in.read() >= 0) {
                            Thread.onSpinWait();
                        }
                    } catch (IOException e) {
                        System.err.println("the parent's pipe broke: " + e.getMessage());
                    }
                    Runtime.getRuntime().halt(FAILED);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    static boolean isProgress(String line) {
        return line.startsWith(PROGRESS);
    }

    static boolean isVerdict(String line) {
        return line.startsWith(MISTAKE) || line.startsWith(ENVIRONMENT) || line.startsWith(FAILURE);
    }

    /** A line without its mark. */
    static String text(String line) {
        for (String mark : new String[] {PROGRESS, MISTAKE, ENVIRONMENT, FAILURE}) {
            if (line.startsWith(mark)) {
                return line.substring(mark.length());
            }
        }
        return line;
    }

    /** A verdict as what it was in the child; empty for other lines. */
    static Optional<RuntimeException> exception(String line) {
        if (!isVerdict(line)) {
            return Optional.empty();
        }
        if (line.startsWith(MISTAKE)) {
            return Optional.of(new InputException(text(line)));
        }
        return Optional.of(
                line.startsWith(ENVIRONMENT) ? new EnvironmentException(text(line)) : new TensorRtFailure(text(line)));
    }
}
