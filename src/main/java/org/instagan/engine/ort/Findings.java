package org.instagan.engine.ort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.instagan.file.Json;
import org.instagan.file.Sha256;
import org.instagan.platform.CacheFolder;

/**
 * What was found out about something, kept in the cache so that it need not be found out again.
 *
 * @param about everything that it depends on
 * @param numbers by name
 */
record Findings(List<String> about, Map<String, Double> numbers) {
    /**
     * The numbers that are kept; where there are none they are found now, and kept if that can be.
     *
     * @param names of the numbers: kept ones of other names are not used
     */
    static Map<String, Double> of(List<String> about, Set<String> names, Supplier<Map<String, Double>> finding) {
        byte[] digest = Sha256.digest().digest(String.join("\n", about).getBytes(StandardCharsets.UTF_8));
        Path file = CacheFolder.path().resolve("tuned").resolve(HexFormat.of().formatHex(digest, 0, 16) + ".json");
        try {
            if (Files.isRegularFile(file)) {
                Findings kept = Json.read(file, Findings.class, "it is found again");
                if (kept.about.equals(about) && kept.numbers.keySet().equals(names)) {
                    return kept.numbers;
                }
            }
        } catch (InputException | EnvironmentException e) {
            log("cannot be used", file, e);
        }
        Map<String, Double> found = finding.get();
        try {
            Files.createDirectories(file.getParent());
            Json.write(file, new Findings(about, found));
        } catch (IOException | InputException | EnvironmentException e) {
            log("cannot be kept", file, e);
        }
        return found;
    }

    private static void log(String what, Path file, Exception e) {
        System.getLogger(Findings.class.getName())
                .log(System.Logger.Level.DEBUG, () -> file + " " + what + ": " + e.getMessage());
    }
}
