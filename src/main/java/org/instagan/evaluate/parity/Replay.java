package org.instagan.evaluate.parity;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.data.Sample;
import org.instagan.file.WorkFolder;
import org.instagan.model.Direction;
import org.instagan.model.Domain;
import org.instagan.model.Feeder;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.model.artifact.Exporter;
import org.instagan.platform.ort.Device;
import org.instagan.train.StepRunner;
import org.instagan.train.Trainer;
import org.instagan.translate.Translator;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.NamedTensors;

/**
 * A recorded case run again through the real trainer, from the recording's first weights on its inputs, and translated
 * with an export of the last weights.
 *
 * @param steps by iteration, by step
 * @param gradients of the first step, by parameter
 * @param state weights and spectral normalisation's vectors after the last iteration
 * @param translated by the recording's names, {@code fake_B_img [1,3,H,W]}, …
 */
record Replay(
        List<List<Trainer.Step>> steps,
        Map<String, FloatTensor> gradients,
        Map<String, FloatTensor> state,
        Map<String, FloatTensor> translated) {
    private static final String GRADIENT = "gradient.";

    static Replay of(RecordedCase recorded, Device device, int threads) {
        try (WorkFolder folder = WorkFolder.temporary()) {
            return run(recorded, device, threads, folder.path());
        }
    }

    private static Replay run(RecordedCase recorded, Device device, int threads, Path folder) {
        CaseFile.Options options = recorded.options();
        Map<String, FloatTensor> weights = new LinkedHashMap<>();
        Map<String, FloatTensor> vectors = new LinkedHashMap<>();
        recorded.group("init").forEach((name, tensor) -> {
            boolean vector = name.endsWith(".weight_u") || name.endsWith(".weight_v");
            (vector ? vectors : weights).put(name, tensor);
        });
        StepRunner.Settings settings = new StepRunner.Settings(options.beta1(), device, threads, true);
        try (StepRunner runner = StepRunner.fresh(recorded.family(), NamedTensors.of(weights), settings, folder)) {
            runner.setLearningRate(options.lr());
            Trainer trainer = new Trainer(
                    runner,
                    recorded.family(),
                    new Feeder.Sequencing(options.insMax(), options.insPer(), false, options.poolSize(), 0),
                    vectors);
            List<List<Trainer.Step>> steps = new ArrayList<>();
            for (int i = 0; i < recorded.iterations(); i++) {
                steps.add(trainer.iterate(
                        0, i, List.of(input(recorded, i, Domain.A)), List.of(input(recorded, i, Domain.B))));
            }
            Map<String, FloatTensor> last =
                    new LinkedHashMap<>(runner.state().weights().read());
            last.putAll(trainer.carried());
            return new Replay(steps, gradients(steps), last, translate(recorded, last, device, threads, folder));
        }
    }

    private static Sample input(RecordedCase recorded, int iteration, Domain domain) {
        FloatTensor image = recorded.image(iteration, domain);
        FloatTensor masks = recorded.masks(iteration, domain);
        int plane = Math.toIntExact(image.shape()[2] * image.shape()[3]);
        List<float[]> instances = new ArrayList<>();
        for (int from = 0; from < masks.data().length; from += plane) {
            instances.add(Arrays.copyOfRange(masks.data(), from, from + plane));
        }
        return Sample.of(
                domain.name(),
                image.data(),
                instances,
                Math.toIntExact(image.shape()[2]),
                Math.toIntExact(image.shape()[3]));
    }

    private static Map<String, FloatTensor> gradients(List<List<Trainer.Step>> steps) {
        Map<String, FloatTensor> gradients = new LinkedHashMap<>();
        steps.stream()
                .flatMap(List::stream)
                .limit(1)
                .forEach(step -> step.values().forEach((name, value) -> {
                    if (name.startsWith(GRADIENT)) {
                        gradients.put(name.substring(GRADIENT.length()), value);
                    }
                }));
        return gradients;
    }

    private static Map<String, FloatTensor> translate(
            RecordedCase recorded, Map<String, FloatTensor> weights, Device device, int threads, Path folder) {
        Map<String, FloatTensor> out = new LinkedHashMap<>();
        CaseFile.Options options = recorded.options();
        for (Domain domain : Domain.values()) {
            Sample input = input(recorded, recorded.iterations() - 1, domain).largest(options.insMax());
            Path file = folder.resolve(domain + ".onnx");
            ModelCard card = new ModelCard(
                    Direction.from(domain),
                    options.ngf(),
                    options.insPer(),
                    Math.toIntExact(input.image().shape()[1]),
                    Math.toIntExact(input.image().shape()[2]),
                    Precision.FP32);
            Exporter.write(file, recorded.family(), card, ExportFormat.fp32(), weights);
            if (recorded.isPlain()) {
                continue;
            }
            try (Translator translator = Translator.open(file, device, threads, Translator.Options.defaults())) {
                Sample done = translator.translate(input);
                String fake = "fake_" + domain.other();
                out.put(fake + "_img", done.image());
                out.put(fake + "_masks", upTo(options.insMax(), done.masks()));
            }
        }
        if (recorded.isPlain()) {
            out.putAll(thereAndBack(recorded, device, threads, folder));
        }
        return out;
    }

    /** CycleGAN's, by the recording's names. A mask that covers all stands for the image, which has none. */
    private static Map<String, FloatTensor> thereAndBack(
            RecordedCase recorded, Device device, int threads, Path folder) {
        Map<String, FloatTensor> out = new LinkedHashMap<>();
        Translator.Options options = Translator.Options.defaults();
        for (Domain domain : Domain.values()) {
            FloatTensor image =
                    input(recorded, recorded.iterations() - 1, domain).image();
            FloatTensor mask = FloatTensor.zeros(1, image.shape()[1], image.shape()[2]);
            Arrays.fill(mask.data(), 1);
            try (Translator there = Translator.open(folder.resolve(domain + ".onnx"), device, threads, options);
                    Translator back =
                            Translator.open(folder.resolve(domain.other() + ".onnx"), device, threads, options)) {
                Sample fake = there.translate(new Sample(domain.name(), image, mask));
                out.put("fake_" + domain.other(), fake.image());
                out.put("rec_" + domain, back.translate(fake).image());
            }
        }
        return out;
    }

    /** The recording fills its slots up with empty masks. */
    private static FloatTensor upTo(int slots, FloatTensor masks) {
        long[] shape = masks.shape();
        FloatTensor filled = FloatTensor.zeros(slots, shape[1], shape[2]);
        Arrays.fill(filled.data(), -1);
        System.arraycopy(masks.data(), 0, filled.data(), 0, masks.data().length);
        return filled;
    }
}
