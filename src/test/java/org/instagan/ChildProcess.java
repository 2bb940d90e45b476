package org.instagan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Other processes of this JVM's kind and class path, for what only the end or the start of one shows. */
public final class ChildProcess {
    private ChildProcess() {}

    /** Of a class with a {@code main}; options of the JVM go behind the command's first word. */
    public static ProcessBuilder of(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }
}
