package org.instagan.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** This process's memory in RAM: the JVM's heap and whatever native code allocated. Known on Linux only. */
public final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path CLEAR = Path.of("/proc/self/clear_refs");
    private static final String RESET_PEAK = "5";

    private ResidentMemory() {}

    /** In bytes. */
    public static OptionalLong now() {
        return read("VmRSS:");
    }

    /** The most that it was, in bytes, since the process began or {@link #resetPeak} last succeeded. */
    public static OptionalLong peak() {
        return read("VmHWM:");
    }

    private static OptionalLong read(String field) {
        if (!Files.isReadable(STATUS)) {
            return OptionalLong.empty();
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return value(lines, field);
        } catch (IOException e) {
            return OptionalLong.empty(); // readable a moment ago: the system does not tell after all
        }
    }

    static OptionalLong value(Stream<String> status, String field) {
        return status.filter(l -> l.startsWith(field))
                .mapToLong(l -> 1024 * Long.parseLong(l.replaceAll("[^0-9]", "")))
                .findFirst();
    }

    /** Starts the peak again from what is resident now; false where the system does not allow it. */
    public static boolean resetPeak() {
        try {
            Files.writeString(CLEAR, RESET_PEAK);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
