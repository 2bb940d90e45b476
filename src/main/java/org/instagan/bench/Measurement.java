package org.instagan.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonProperty.Access;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was measured of one case.
 *
 * @param loadSeconds to open the model
 * @param firstSeconds of the first request, not among the latencies
 * @param latency of each phase; all of them are there
 * @param transfersInCompute whether copies between host and device are within {@link Phase#COMPUTE}
 * @param peakBytes by {@link #HOST} and {@link #DEVICE}; what is not known is not there
 * @param deviceMemory whether the runtime has memory beside the host's
 */
public record Measurement(
        Case of,
        double loadSeconds,
        double firstSeconds,
        Map<Phase, Summary> latency,
        Steadiness steadiness,
        boolean transfersInCompute,
        Map<String, Long> peakBytes,
        boolean deviceMemory) {
    public static final String HOST = "host";
    public static final String DEVICE = "device";

    public Measurement {
        latency = Collections.unmodifiableMap(new LinkedHashMap<>(latency));
        peakBytes = Map.copyOf(peakBytes);
    }

    public Summary endToEnd() {
        return latency.get(Phase.END_TO_END);
    }

    /** One request after the other. */
    @JsonProperty(access = Access.READ_ONLY)
    public double imagesPerSecond() {
        return of.batch() / endToEnd().mean();
    }

    @JsonProperty(access = Access.READ_ONLY)
    public double instancesPerSecond() {
        return of.instances() * imagesPerSecond();
    }

    /** What keeps the figures from being taken at their word. */
    @JsonProperty(access = Access.READ_ONLY)
    public List<String> warnings() {
        return steadiness.warnings(endToEnd().count());
    }
}
