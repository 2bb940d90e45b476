package org.instagan.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.file.Json;
import org.instagan.file.SmallFile;
import org.instagan.file.WholeFile;

/**
 * What a benchmark found.
 *
 * @param facts what the figures depend on, by name, in order
 */
public record BenchReport(Map<String, String> facts, List<Measurement> measurements, List<Benchmark.Failure> failures) {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private static final long MAX_BYTES = 64 << 20;

    public BenchReport {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        measurements = List.copyOf(measurements);
        failures = List.copyOf(failures);
    }

    /** @throws InputException when the file cannot be written */
    public void write(Path json) {
        WholeFile.write(json, text() + "\n");
    }

    private String text() {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report of numbers and texts is JSON", e);
        }
    }

    /** @throws InputException when the file is missing or no report */
    public static BenchReport read(Path json) {
        try {
            BenchReport report = MAPPER.readValue(SmallFile.read(json, MAX_BYTES), BenchReport.class);
            Json.requireValues(json + ": ", report, "expected a file of 'instagan bench --json'");
            return report;
        } catch (JsonProcessingException e) {
            throw new InputException(
                    json + ": expected a file of 'instagan bench --json': " + e.getOriginalMessage(), e);
        } catch (CharConversionException e) {
            throw new InputException(json + ": expected a file of 'instagan bench --json': " + e.getMessage(), e);
        } catch (IOException e) {
            throw FileProblem.of(json + ": cannot be read (" + e + ")", e);
        }
    }

    /** The first one of the same requests, which others are compared with. */
    public Measurement firstLike(Measurement measurement) {
        return measurements.stream()
                .filter(m -> m.of().sameLoad(measurement.of()))
                .findFirst()
                .orElse(measurement);
    }

    /** The measurement of the same case. */
    Optional<Measurement> find(Case wanted) {
        return measurements.stream().filter(m -> m.of().equals(wanted)).findFirst();
    }
}
