package org.instagan.cli;

import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.instagan.error.NotFiniteException;
import org.instagan.error.OneLine;
import org.instagan.image.Size;
import org.instagan.platform.ort.ProcessEnd;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program's entry: runs one command and turns what goes wrong into one line and an exit code. */
public final class Main {
    /** As the user typed it: the launchers say so. */
    static final String COMMAND = System.getProperty("instagan.command", "instagan");

    private static final int FAILURE = 1;
    private static final int CALLERS_MISTAKE = 2;

    private Main() {}

    public static void main(String[] args) {
        ProcessEnd.watch();
        ProcessEnd.exit(run(args));
    }

    /** Runs a command on the process's own output; one that could not be written is a failure, whatever was done. */
    static int run(String... args) {
        CommandLine line = commandLine();
        int code = execute(line, args);
        line.getOut().flush();
        if (code == 0 && (System.out.checkError() || line.getOut().checkError())) {
            System.err.println("instagan: standard output: cannot be written, it is full or closed");
            return FAILURE;
        }
        return code;
    }

    /** Runs a command, writing to the given output and error output. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return execute(commandLine().setOut(out).setErr(err), args);
    }

    /** As picocli does, but an error of the JVM, such as memory running out, is told like any other failure. */
    static int execute(CommandLine line, String... args) {
        try {
            return line.execute(args);
        } catch (LinkageError | VirtualMachineError e) {
            return explainFailure(e, line.getErr(), List.of(args).contains(VerboseOption.NAME));
        }
    }

    static CommandLine commandLine() {
        RootCommand root = new RootCommand();
        return TrainCommand.withSettings(new CommandLine(root).setCommandName(COMMAND))
                .registerConverter(Size.class, Size::parse)
                .registerConverter(Path.class, Main::path)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::explainParameters)
                .setExecutionExceptionHandler((problem, command, parsed) ->
                        explainFailure(withFlag(problem, command), command.getErr(), root.isVerbose()));
    }

    /** An empty one means the current folder to Java, and a variable that is not set to a user. */
    private static Path path(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("expected a path, got an empty text");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("expected a path, got '" + text + "' (" + e.getReason() + ")");
        }
    }

    /** Libraries name their parameters; where one is an option of the command, the user knows it by its flag. */
    private static Exception withFlag(Exception problem, CommandLine command) {
        String message = String.valueOf(problem.getMessage());
        boolean option = problem instanceof InputException
                && command.getCommandSpec().options().stream()
                        .map(o -> o.longestName().replaceFirst("^--", ""))
                        .anyMatch(name -> message.matches("(?s)" + Pattern.quote(name) + "(:| [^'].*?:) .*"));
        return option ? new InputException("--" + message, problem) : problem;
    }

    private static int explainParameters(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        String theirs = problem instanceof UnmatchedArgumentException unmatched
                ? AuthorsFlags.advice(unmatched.getUnmatched())
                : "";
        String message =
                problem.getMessage() + (theirs.isEmpty() ? "" : " (the authors' options; here " + theirs + ")");
        err.println("instagan: " + OneLine.of(message));
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        if (List.of(args).contains(VerboseOption.NAME)) {
            problem.printStackTrace(err);
        }
        err.flush();
        return CALLERS_MISTAKE;
    }

    private static int explainFailure(Throwable problem, PrintWriter err, boolean verbose) {
        boolean mistake = problem instanceof InputException;
        boolean told = mistake || problem instanceof EnvironmentException || problem instanceof NotFiniteException;
        err.println("instagan: " + OneLine.of(asTyped(told ? problem.getMessage() : describe(problem))));
        if (verbose) {
            problem.printStackTrace(err);
        }
        err.flush();
        return mistake ? CALLERS_MISTAKE : FAILURE;
    }

    /** Hints name commands as {@code 'instagan export'}; the user may have to type something else before it. */
    private static String asTyped(String message) {
        return message.replace("'instagan ", "'" + COMMAND + " ");
    }

    /** A failure in one line: what it says, and what its root cause says where that is something else. */
    static String describe(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = text(problem);
        String cause = text(root);
        return text.contains(cause) ? text : text + ": " + cause;
    }

    private static String text(Throwable problem) {
        String message = problem.getMessage();
        String kind = problem.getClass().getSimpleName();
        // A bare message such as a file's name says nothing without its kind.
        return message == null || message.isBlank() ? kind : kind + ": " + OneLine.of(message);
    }
}
