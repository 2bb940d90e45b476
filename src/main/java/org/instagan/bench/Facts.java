package org.instagan.bench;

import java.lang.management.ManagementFactory;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.instagan.engine.select.Backend;
import org.instagan.platform.NvidiaSmi;
import org.instagan.platform.Processor;
import org.instagan.platform.ort.Doctor;
import org.instagan.platform.ort.OrtRuntime;

/** Everything that the figures depend on and the cases do not say. */
record Facts(Map<String, String> all) {
    static final String PROCESSOR = "processor";

    /** @param resettable whether the peak of resident memory can be started again for every case */
    static Facts atStart(Benchmark.Settings settings, List<Subject> subjects, boolean resettable) {
        Processor processor = Processor.found();
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "date",
                OffsetDateTime.now(ZoneOffset.UTC)
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
        facts.put("instagan", Doctor.productVersion());
        facts.put(
                "Java",
                System.getProperty("java.version") + ", heap at most "
                        + megabytes(Runtime.getRuntime().maxMemory()));
        facts.put("platform", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("ONNX Runtime", OrtRuntime.version());
        facts.put(PROCESSOR, processor.model() + ", " + processor.count() + " used");
        facts.put("clock", processor.clock());
        List<String> gpus = NvidiaSmi.ofThisMachine().gpus();
        if (!gpus.isEmpty()) {
            facts.put("GPU", String.join("; ", gpus));
        }
        facts.put("load average", load < 0 ? "unknown" : String.format(Locale.ROOT, "%.2f before", load));
        facts.put("threads", Integer.toString(settings.threads()));
        facts.put("requests", "one at a time" + (settings.inTurn() ? ", the subjects in turn" : ""));
        facts.put(
                "warm-up",
                "the first request, then " + seconds(settings.warmup().toMillis()));
        facts.put("duration", seconds(settings.duration().toMillis()) + " a subject, at least one request");
        facts.put(
                "transfers",
                ofEach(subjects, b -> b.transfersInCompute() ? "between host and device, in compute" : "on the host"));
        facts.put("CUDA graphs", ofEach(subjects, Backend::cudaGraphs));
        facts.put("TF32", ofEach(subjects, Backend::tf32));
        facts.put("conv search", ofEach(subjects, Backend::convolutionSearch));
        facts.put("peak memory", peak(settings, resettable));
        if (subjects.stream().anyMatch(s -> s.backend().hasDeviceMemory())) {
            facts.put(
                    "peak device memory",
                    "of all processes on all GPUs, above what was in use at first; 20 samples a second by nvidia-smi");
        }
        return new Facts(facts);
    }

    private static String ofEach(List<Subject> subjects, Function<Backend, String> fact) {
        return subjects.stream()
                .map(Subject::backend)
                .distinct()
                .map(backend -> backend.name() + " " + fact.apply(backend))
                .collect(Collectors.joining("; "));
    }

    private static String peak(Benchmark.Settings settings, boolean resettable) {
        return "resident, of the process"
                + (resettable ? " since the case began; cases before leave some behind" : " in its whole life")
                + (settings.inTurn() ? "; of all subjects together, as they are asked in turn" : "");
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.0f MB", bytes / 1e6);
    }
}
