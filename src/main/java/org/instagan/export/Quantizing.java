package org.instagan.export;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.instagan.data.InstanceFolder;
import org.instagan.data.Item;
import org.instagan.data.Sample;
import org.instagan.error.InputException;
import org.instagan.evaluate.verify.StepDifference;
import org.instagan.evaluate.verify.Verification;
import org.instagan.evaluate.verify.VerifyCase;
import org.instagan.graph.pass.Quantization;
import org.instagan.image.Size;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.model.artifact.Exporter;
import org.instagan.platform.ort.Device;
import org.instagan.translate.Fit;
import org.instagan.translate.Translator;
import org.instagan.weights.FloatTensor;

/**
 * One generator in INT8: calibrated with pictures of its source domain, judged on others where there are enough, and
 * layers put back to FP32, those first whose rounding is the most noise, until it is near enough to the FP32 model.
 */
final class Quantizing {
    private static final int PICTURES = 16;
    private static final int JUDGED = 8;
    private static final int PARTS = 15; // of its layers that a model gives up at a time

    private final RunExport.Job job;
    private final Direction direction;
    private final Path reference;
    private final ExportFormat.Int8 wanted;
    private final Map<String, FloatTensor> weights;
    private final List<Sample> pictures;

    /**
     * Reads the pictures.
     *
     * @param reference the generator in FP32
     * @throws InputException when there are none with masks
     */
    Quantizing(RunExport.Job job, Direction direction, Path reference) {
        this.job = job;
        this.direction = direction;
        this.reference = reference;
        this.wanted = job.format().int8().orElseThrow();
        this.weights = job.weights(direction);
        Path data = wanted.pictures().orElse(Path.of(job.config().data()));
        String folder = "train" + direction.source();
        Size size = job.config().cropSize();
        Fit fit = new Fit(Optional.of(size));
        this.pictures =
                InstanceFolder.open(data.resolve(folder), data.resolve(folder + "_seg"))
                        .requireAnyMask()
                        .items()
                        .stream()
                        .filter(item -> !item.masks().isEmpty())
                        .limit(PICTURES + JUDGED)
                        .map(Item::read)
                        .map(instances -> fit.of(instances).sample().largest(Integer.MAX_VALUE))
                        .filter(sample -> sample.instances() > 0)
                        .toList();
        if (pictures.isEmpty()) {
            throw new InputException(
                    data.resolve(folder + "_seg") + ": all masks are empty, expected some to calibrate by");
        }
    }

    /**
     * Writes it with its pieces.
     *
     * @throws IllegalStateException when it is not near enough in FP32 either, but for rounding: it gives no finite values
     */
    RunExport.Quantized write(Path file) {
        List<Sample> shown = pictures.subList(0, Math.min(PICTURES, pictures.size()));
        List<Sample> judged = pictures.subList(Math.max(0, pictures.size() - JUDGED), pictures.size());
        Map<String, Calibration.Seen> seen = calibrated(shown);
        List<String> worst = seen.entrySet().stream()
                .sorted(Comparator.comparingDouble(e -> -e.getValue().noise()))
                .map(Map.Entry::getKey)
                .toList();
        int kept = 0;
        while (true) {
            RunExport.Quantized outcome = write(file, seen, worst.subList(0, kept), judged);
            if (isNear(outcome)) {
                return outcome;
            }
            if (kept == worst.size()) {
                throw new IllegalStateException(file.getFileName() + ": differs from itself without a layer in INT8: "
                        + outcome.image() + " dB; nothing was exported");
            }
            kept = Math.min(worst.size(), kept + Math.max(1, worst.size() / PARTS));
        }
    }

    private boolean isNear(RunExport.Quantized outcome) {
        return outcome.image() >= wanted.psnr() && outcome.masks() >= wanted.psnr();
    }

    private Map<String, Calibration.Seen> calibrated(List<Sample> shown) {
        try (Calibration calibration = new Calibration(job, direction, weights, wanted.kept())) {
            shown.forEach(calibration::show);
            return calibration.seen();
        }
    }

    private RunExport.Quantized write(
            Path file, Map<String, Calibration.Seen> seen, List<String> kept, List<Sample> judged) {
        Map<String, Quantization.Range> ranges = new LinkedHashMap<>(seen.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().range())));
        ranges.keySet().removeAll(kept);
        ModelCard card = job.config().card(direction, Precision.INT8);
        Exporter.write(file, job.family(), card, job.format().calibrated(ranges), weights);
        double image = Double.POSITIVE_INFINITY;
        double masks = Double.POSITIVE_INFINITY;
        Translator.Options options = Translator.Options.defaults();
        try (Translator exact = Translator.open(reference, Device.CPU, job.threads(), options);
                Translator rounded = Translator.open(file, Device.CPU, job.threads(), options)) {
            for (Sample sample : judged) {
                List<StepDifference> steps = Verification.run(exact, rounded, new VerifyCase(sample, true));
                StepDifference last = steps.get(steps.size() - 1);
                image = Math.min(image, last.image().psnr());
                masks = Math.min(masks, last.masks().psnr());
            }
        }
        return new RunExport.Quantized(image, masks, seen.size(), kept);
    }
}
