package org.instagan.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.instagan.bench.StepBenchmark;
import org.instagan.file.Json;
import org.instagan.image.Size;
import org.instagan.platform.ort.Device;
import org.instagan.train.ByteSize;
import org.instagan.train.ConfigFile;
import org.instagan.train.RunConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code instagan bench-train}: seconds and memory of a training iteration. */
@Command(
        name = "bench-train",
        description =
                "Measures training iterations on random images: seconds each, those of a checkpoint, and the process's peak memory.")
final class BenchTrainCommand implements Callable<Integer> {
    @Option(
            names = "--size",
            defaultValue = "200",
            description = "Image size: 200, or WIDTHxHEIGHT. Default: ${DEFAULT-VALUE}.")
    private Size size;

    @Option(
            names = "--filters",
            defaultValue = "64",
            description = "First width of all networks. Default: ${DEFAULT-VALUE}.")
    private int filters;

    @Option(
            names = "--instances",
            defaultValue = "4",
            description = "Instances of every image. Default: ${DEFAULT-VALUE}.")
    private int instances;

    @Option(
            names = "--ins-per",
            defaultValue = "2",
            description = "Instances of one sequential step. Default: ${DEFAULT-VALUE}.")
    private int perStep;

    @Option(
            names = "--batch",
            defaultValue = "1",
            description = "Images of each domain in a batch. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--iterations",
            defaultValue = "3",
            description = "Iterations, the first one warming up. Default: ${DEFAULT-VALUE}.")
    private int iterations;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private DeviceOption device;

    @Mixin
    private ThreadsOption threads;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        RunConfig config = ConfigFile.override(RunConfig.defaults(), settings()).checked();
        StepBenchmark.Result result = StepBenchmark.run(config, instances, Math.max(1, iterations));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(tree(result).put("device", device.parsed().describe()).toPrettyString());
        } else {
            out.printf(
                    Locale.ROOT,
                    "%s, %d filters, %d instances, %d at a time, batch %d, %s, %d threads%n",
                    size,
                    filters,
                    instances,
                    perStep,
                    batch,
                    device.parsed().describe(),
                    threads.count());
            out.printf(Locale.ROOT, "open     %8.2f s%n", result.openSeconds());
            result.iterationSeconds().forEach(s -> out.printf(Locale.ROOT, "iteration%8.2f s%n", s));
            out.printf(Locale.ROOT, "mean     %8.2f s without the first%n", result.meanSeconds());
            out.printf(Locale.ROOT, "keep     %8.2f s a checkpoint%n", result.checkpointSeconds());
            result.iteratingBytes().ifPresent(b -> out.printf(Locale.ROOT, "iterating%8.2f GB resident%n", b / 1e9));
            result.peakBytes()
                    .ifPresent(
                            b -> out.printf(Locale.ROOT, "peak     %8.2f GB resident, checkpoint included%n", b / 1e9));
        }
        out.flush();
        return 0;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("data", "none");
        settings.put("load-size", size.toString());
        settings.put("crop-size", size.toString());
        settings.put("filters", Integer.toString(filters));
        settings.put("discriminator-filters", Integer.toString(filters));
        settings.put("ins-per", Integer.toString(perStep));
        settings.put("ins-max", Integer.toString((instances + perStep - 1) / Math.max(1, perStep) * perStep));
        settings.put("batch", Integer.toString(batch));
        Device target = device.parsed();
        settings.put("device", target.toString());
        settings.put("tf32", target.cuda().tf32().toString());
        settings.put("conv-search", target.cuda().search().toString());
        settings.put("gpu-mem-limit", new ByteSize(target.cuda().memoryLimit()).toString());
        settings.put("threads", Integer.toString(threads.count()));
        return settings;
    }

    private static ObjectNode tree(StepBenchmark.Result result) {
        ObjectNode tree = Json.object().put("open_seconds", result.openSeconds());
        ArrayNode each = tree.putArray("iteration_seconds");
        result.iterationSeconds().forEach(each::add);
        tree.put("mean_seconds", result.meanSeconds());
        tree.put("checkpoint_seconds", result.checkpointSeconds());
        result.iteratingBytes().ifPresent(b -> tree.put("iterating_resident_bytes", b));
        result.peakBytes().ifPresent(b -> tree.put("peak_resident_bytes", b));
        return tree;
    }
}
