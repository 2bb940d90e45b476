package org.instagan.platform;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A JVM beside this one, with its Java and its class path; it ends where memory does not suffice. */
public final class JavaProcess {
    /** What it exits with when its heap does not suffice. */
    public static final int OUT_OF_MEMORY = 3;

    private static final Pattern OPTION = Pattern.compile("^(-X|-D|-e|-d|--add-|--enable-)");
    private static final Pattern OF_ONE_PROCESS = Pattern.compile(
            "^(-Xrun|-Xdebug|-Xlog|-XX:(StartFlightRecording|ErrorFile)|-Dcom\\.sun\\.management|-Dinstagan\\.terminal)");

    private JavaProcess() {}

    /**
     * The options that this JVM was started with, such as {@code -Xmx8g} and system properties, but for agents and what
     * only one process can have.
     */
    public static List<String> userOptions() {
        return userOptions(ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    static List<String> userOptions(List<String> given) {
        return given.stream()
                .filter(option -> OPTION.matcher(option).find())
                .filter(option -> !OF_ONE_PROCESS.matcher(option).find())
                .toList();
    }

    /**
     * One that is not started yet.
     *
     * @param main has the method {@code main}
     * @param options of the JVM
     */
    public static ProcessBuilder of(Class<?> main, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "-XX:-CreateCoredumpOnCrash"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
