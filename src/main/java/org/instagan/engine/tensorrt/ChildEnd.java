package org.instagan.engine.tensorrt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a child process ended.
 *
 * @param code 128 and the signal's number where a signal ended it
 * @param verdict what it said itself
 * @param tail the last lines of its output
 * @param crashReport where its JVM writes one
 */
record ChildEnd(int code, List<String> verdict, List<String> tail, Path crashReport) {
    private static final int SIGNALLED = 128;
    private static final int KILL = 9;
    private static final int KEPT_OF_REPORT = 30;

    /** Returns where all went well. */
    void raise() {
        for (String line : verdict) {
            ChildSide.exception(line).ifPresent(e -> {
                throw e;
            });
        }
        if (code != 0) {
            throw new TensorRtFailure("the child process " + meaning());
        }
    }

    private String meaning() {
        Optional<String> memory = find("java.lang.OutOfMemoryError");
        if (memory.isPresent()) {
            return "ran out of memory (" + memory.get().strip() + "); give more with INSTAGAN_JAVA_OPTS=-Xmx8g";
        }
        Optional<String> frame = crash();
        if (frame.isPresent()) {
            return "crashed in native code: " + frame.get();
        }
        if (code == SIGNALLED + KILL) {
            return "was killed (signal 9), as Linux does when memory runs out";
        }
        if (code > SIGNALLED) {
            return "was ended by signal " + (code - SIGNALLED) + lastWords();
        }
        return "ended with exit code " + code + lastWords();
    }

    private Optional<String> find(String text) {
        return tail.stream().filter(line -> line.contains(text)).findFirst();
    }

    /** The signal and the frame in the JVM's report: {@code SIGSEGV (0xb) at pc=…, in libnvinfer.so.11+0x…}. */
    private Optional<String> crash() {
        if (!Files.isRegularFile(crashReport)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(crashReport, StandardCharsets.ISO_8859_1)) {
            List<String> head = lines.limit(KEPT_OF_REPORT)
                    .map(l -> l.replaceFirst("^# *", ""))
                    .toList();
            String signal =
                    head.stream().filter(l -> l.startsWith("SIG")).findFirst().orElse("an unknown signal");
            int frame = head.indexOf("Problematic frame:");
            return Optional.of(signal.replaceFirst(" at pc=.*", "")
                    + (frame < 0 || frame + 1 == head.size()
                            ? ""
                            : " in " + head.get(frame + 1).strip()));
        } catch (IOException e) {
            return Optional.of("its report cannot be read (" + e.getMessage() + ")");
        }
    }

    private String lastWords() {
        return tail.isEmpty() ? "" : ": " + ChildSide.text(tail.get(tail.size() - 1));
    }
}
