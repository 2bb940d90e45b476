package org.instagan.spark;

import java.io.PrintWriter;
import java.util.Arrays;
import org.instagan.error.InputException;
import org.instagan.error.OneLine;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What {@code spark-submit} starts: {@code translate} and {@code train}. */
@Command(
        name = "instagan-spark",
        mixinStandardHelpOptions = true,
        description = "InstaGAN on Apache Spark.",
        subcommands = {TranslateCommand.class, TrainCommand.class})
public final class Main {
    private static final int CALLERS_MISTAKE = 2;
    private static final int FAILURE = 1;

    private Main() {}

    public static void main(String[] args) {
        int code = run(args);
        if (code != 0) {
            System.exit(code); // on success Spark's own threads may still have something to finish
        }
    }

    /** The exit code: 0, 1 for failures, 2 for the user's mistakes. */
    static int run(String... args) {
        CommandLine command = new CommandLine(new Main()).setCommandName("instagan-spark");
        command.setExecutionExceptionHandler((problem, failed, parsed) -> {
            Throwable cause = mistake(problem);
            PrintWriter err = failed.getErr();
            err.println("instagan: " + OneLine.of(describe(cause)));
            if (Arrays.asList(args).contains("--verbose")) {
                problem.printStackTrace(err);
            }
            err.flush();
            return cause instanceof InputException ? CALLERS_MISTAKE : FAILURE;
        });
        return command.execute(args);
    }

    private static String describe(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = String.valueOf(problem.getMessage());
        return root == problem || message.contains(String.valueOf(root.getMessage())) ? message : message + " " + root;
    }

    /** The user's mistake that Spark wrapped, if it is one. */
    private static Throwable mistake(Throwable problem) {
        for (Throwable t = problem; t != null; t = t.getCause()) {
            if (t instanceof InputException) {
                return t;
            }
        }
        return problem;
    }
}
