package org.instagan.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The processor as it is found now.
 *
 * @param model its name, or {@code unknown}
 * @param count of processors that this process may use
 * @param clock of each kind of core, with where that was read, or {@code unknown}
 */
public record Processor(String model, int count, String clock) {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");
    private static final Path FREQUENCY = Path.of("/sys/devices/system/cpu/cpu0/cpufreq");

    public static Processor found() {
        return of(lines(CPUINFO), governor(), Runtime.getRuntime().availableProcessors());
    }

    /** @param governor what scales the clock; empty where that is not told, as in most virtual machines */
    static Processor of(List<String> cpuinfo, String governor, int count) {
        String model = values(cpuinfo, "model name").stream().findFirst().orElse("unknown");
        String clocks = values(cpuinfo, "cpu MHz").stream()
                .map(mhz -> String.format(Locale.ROOT, "%.0f", Double.parseDouble(mhz)))
                .distinct()
                .collect(Collectors.joining(", "));
        String clock = clocks.isEmpty() ? "unknown" : clocks + " MHz in /proc/cpuinfo";
        return new Processor(model, count, clock + (governor.isEmpty() ? ", governor not told" : ", " + governor));
    }

    private static List<String> values(List<String> cpuinfo, String key) {
        return cpuinfo.stream()
                .filter(l -> l.startsWith(key))
                .map(l -> l.substring(l.indexOf(':') + 1).strip())
                .toList();
    }

    private static String governor() {
        List<String> governor = lines(FREQUENCY.resolve("scaling_governor"));
        List<String> most = lines(FREQUENCY.resolve("cpuinfo_max_freq"));
        return governor.isEmpty() || most.isEmpty()
                ? ""
                : "governor " + governor.get(0) + ", at most "
                        + Long.parseLong(most.get(0).strip()) / 1000 + " MHz";
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of(); // a file of the kernel's that is there and does not answer: not known
        }
    }
}
