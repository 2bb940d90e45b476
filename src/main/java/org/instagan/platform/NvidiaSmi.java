package org.instagan.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * NVIDIA's own tool, which the driver brings: what it tells of the GPUs. Where it is not, or fails, nothing is told.
 *
 * @param program a name to be looked for on PATH, or a path
 */
public record NvidiaSmi(String program) {
    public static NvidiaSmi ofThisMachine() {
        return new NvidiaSmi("nvidia-smi");
    }

    /** A line for each GPU: its name, driver, clocks as they are and at most, and power limit. */
    public List<String> gpus() {
        return ask("name,driver_version,clocks.sm,clocks.max.sm,power.limit").stream()
                .map(line -> line.split(",\\s*", -1))
                .filter(f -> f.length == 5)
                .map(f -> f[0] + ", driver " + f[1] + ", clock " + f[2] + " of " + f[3] + " MHz, power limit " + f[4]
                        + " W")
                .toList();
    }

    /** One line of comma-separated values for each GPU. */
    List<String> ask(String query) {
        List<String> lines = new ArrayList<>();
        start(query, List.of()).ifPresent(process -> {
            try (BufferedReader reader = process.inputReader()) {
                reader.lines().forEach(lines::add);
                if (process.waitFor() != 0) {
                    lines.clear();
                }
            } catch (IOException e) {
                lines.clear();
            } catch (InterruptedException e) {
                process.destroy();
                Thread.currentThread().interrupt();
            }
        });
        return lines;
    }

    /** The same again and again, until the process is ended. */
    Optional<Process> follow(String query, int millis) {
        return start(query, List.of("-lms", Integer.toString(millis)));
    }

    private Optional<Process> start(String query, List<String> more) {
        List<String> command = Stream.concat(
                        Stream.of(program, "--query-gpu=" + query, "--format=csv,noheader,nounits"), more.stream())
                .toList();
        try {
            return Optional.of(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
