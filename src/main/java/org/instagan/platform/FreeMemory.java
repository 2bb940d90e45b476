package org.instagan.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** The memory that a process can have more of without another's losing its own. Known on Linux only. */
public final class FreeMemory {
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final Path CONTAINER = Path.of("/sys/fs/cgroup");
    private static final int KIB = 1024;

    private FreeMemory() {}

    /** In bytes, of the machine or of this process's container, whichever has less; empty where neither is told. */
    public static OptionalLong now() {
        return least(machine(lines(MEMINFO)), container(CONTAINER));
    }

    /** @param meminfo lines such as {@code MemAvailable:   123 kB} */
    static OptionalLong machine(List<String> meminfo) {
        return meminfo.stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> KIB * Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst();
    }

    /** @param folder of the control group, version 2; what its files hold may go back to the system */
    static OptionalLong container(Path folder) {
        OptionalLong most = number(folder.resolve("memory.max"));
        OptionalLong used = number(folder.resolve("memory.current"));
        if (most.isEmpty() || used.isEmpty()) {
            return OptionalLong.empty();
        }
        long files = lines(folder.resolve("memory.stat")).stream()
                .filter(line -> line.startsWith("inactive_file "))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
        return OptionalLong.of(Math.max(0, most.getAsLong() - used.getAsLong() + files));
    }

    /** Empty for {@code max}, which is no number. */
    private static OptionalLong number(Path file) {
        return lines(file).stream()
                .filter(line -> line.matches("[0-9]{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private static OptionalLong least(OptionalLong a, OptionalLong b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.isEmpty() ? b : a;
        }
        return OptionalLong.of(Math.min(a.getAsLong(), b.getAsLong()));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of(); // the system does not tell
        }
    }
}
