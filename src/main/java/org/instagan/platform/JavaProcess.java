package org.instagan.platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM beside this one, with its Java and its class path; it ends where memory does not suffice. */
public final class JavaProcess {
    /** What it exits with when its heap does not suffice. */
    public static final int OUT_OF_MEMORY = 3;

    private JavaProcess() {}

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
