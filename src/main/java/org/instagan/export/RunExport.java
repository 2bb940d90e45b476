package org.instagan.export;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.instagan.data.Box;
import org.instagan.data.Sample;
import org.instagan.engine.Engine;
import org.instagan.engine.ort.PlainEngine;
import org.instagan.engine.ort.TranslationModel;
import org.instagan.error.InputException;
import org.instagan.file.WholeFile;
import org.instagan.file.WorkFolder;
import org.instagan.model.Direction;
import org.instagan.model.Family;
import org.instagan.model.Feeder;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.model.artifact.Exporter;
import org.instagan.platform.ort.Device;
import org.instagan.train.Checkpoint;
import org.instagan.train.ConfigFile;
import org.instagan.train.RunConfig;
import org.instagan.train.RunFolder;
import org.instagan.train.StepRunner;
import org.instagan.train.Trainer;
import org.instagan.translate.Translator;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.Safetensors;

/** Exports a run, and checks what it wrote against the training graph before it appears. */
public final class RunExport {
    private static final int SIDE = 64;

    private RunExport() {}

    /**
     * A model that passed.
     *
     * @param difference the largest to the training graph; of INT8 that of the FP32 model that was quantized
     * @param quantized of INT8
     */
    public record Exported(Path file, double difference, Optional<Quantized> quantized) {}

    /**
     * How near INT8 is to FP32 on pictures, after the last step.
     *
     * @param image the lowest PSNR of a picture, dB
     * @param masks likewise
     * @param layers that could be quantized
     * @param kept which of them stayed in FP32 for it, by their weights' names
     */
    public record Quantized(double image, double masks, int layers, List<String> kept) {}

    /**
     * Writes {@code A2B.onnx} and {@code B2A.onnx}.
     *
     * @param checkpoint null for the run's newest that is whole
     * @throws InputException when the run has no checkpoint, or one that does not fit its configuration
     * @throws IllegalStateException when an exported model differs from the training graph, or when none of INT8 is near
     *     enough to the FP32 one; nothing is written then
     */
    public static List<Exported> write(Path run, Path checkpoint, Path out, ExportFormat format, int threads) {
        RunFolder folder = RunFolder.open(run);
        RunConfig config =
                ConfigFile.checked(folder.config(), ConfigFile.read(folder.config(), RunConfig.defaults()), Set.of());
        Checkpoint source = checkpoint == null
                ? folder.newestCheckpoint()
                : Checkpoint.open(checkpoint).requireWhole();
        return write(new Job(config, config.family(), source, format, threads), out);
    }

    /**
     * What is exported, and how.
     *
     * @param family of the run
     * @param checkpoint whose weights
     */
    public record Job(RunConfig config, Family family, Checkpoint checkpoint, ExportFormat format, int threads) {
        /** A generator's parameters. */
        Map<String, FloatTensor> weights(Direction direction) {
            return checkpoint.state().weights().read(family.prefix(direction));
        }
    }

    /** As the other one, of any family. */
    public static List<Exported> write(Job job, Path out) {
        job.format().checked(job.family());
        try (WorkFolder work = WorkFolder.within(out)) {
            return write(job, out, work.path());
        }
    }

    /**
     * Refuses to write over an earlier export.
     *
     * @throws InputException naming what is there
     */
    public static void requireUnused(Path out, ExportFormat format) {
        for (Direction direction : Direction.values()) {
            Path place = switch (format.layout()) {
                case ONNX -> out.resolve(direction.file());
                case TRITON -> out.resolve(direction.name());
                case SAFETENSORS -> out.resolve(direction.name() + ".safetensors");
                case PYTORCH -> out.resolve(AuthorsNetworks.file("G_" + direction.source()));
            };
            if (Files.exists(place)) {
                throw new InputException(
                        place + ": is there already; name another folder, or replace it with --overwrite");
            }
        }
    }

    private static List<Exported> write(Job job, Path out, Path work) {
        ExportFormat format = job.format();
        Feeds feeds = Feeds.random(job.config());
        Map<String, FloatTensor> trained = trainingOutputs(job, feeds, work);
        List<Exported> exported = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            Family.Translation expected = job.family().translation(direction, trained);
            if (format.int8().isEmpty()) {
                exported.add(write(job, direction, work, expected, feeds));
                continue;
            }
            Job exact = new Job(job.config(), job.family(), job.checkpoint(), format.unquantized(), job.threads());
            Exported reference = write(exact, direction, work.resolve("fp32"), expected, feeds);
            Path file = work.resolve(direction.file());
            Quantized outcome = new Quantizing(job, direction, reference.file()).write(file);
            exported.add(new Exported(file, reference.difference(), Optional.of(outcome)));
        }
        return exported.stream()
                .map(m -> new Exported(place(m.file(), out, job), m.difference(), m.quantized()))
                .toList();
    }

    private static Exported write(Job job, Direction direction, Path folder, Family.Translation expected, Feeds feeds) {
        ExportFormat format = job.format();
        Path file = folder.resolve(direction.file());
        ModelCard card = job.config().card(direction, format.precision());
        Exporter.write(file, job.family(), card, format, job.weights(direction));
        double difference = difference(file, expected, feeds, job);
        if (!(difference <= format.tolerance())) {
            throw new IllegalStateException(file.getFileName() + ": its outputs differ from the training graph's by "
                    + difference + ", allowed are " + format.tolerance() + "; nothing was exported");
        }
        return new Exported(file, difference, Optional.empty());
    }

    /** Of one direction, from the work folder to where they stay. */
    private static Path place(Path model, Path out, Job job) {
        return switch (job.format().layout()) {
            case TRITON -> new TritonRepository(out, job.format().pieces()).add(model);
            case SAFETENSORS -> weights(model, out, job);
            case PYTORCH ->
                new AuthorsNetworks(job.checkpoint())
                        .write(out, Direction.valueOf(Piece.stem(model)).source());
            case ONNX -> pieces(model, out, job.format());
        };
    }

    private static Path weights(Path model, Path out, Job job) {
        String stem = Piece.stem(model);
        Direction direction = Direction.valueOf(stem);
        int prefix = job.family().prefix(direction).length();
        Map<String, FloatTensor> own = new LinkedHashMap<>();
        job.weights(direction).forEach((name, tensor) -> own.put(name.substring(prefix), tensor));
        Path file = out.resolve(stem + ".safetensors");
        Safetensors.write(file, own);
        return file;
    }

    private static Path pieces(Path model, Path out, ExportFormat format) {
        for (Piece piece : format.pieces()) {
            Path file = piece.beside(model);
            WholeFile.place(file, out.resolve(file.getFileName()));
        }
        return out.resolve(model.getFileName());
    }

    /** What both are fed: an image and the masks of one step. */
    private record Feeds(Sample image) {
        static Feeds random(RunConfig config) {
            int perStep = config.sequencing().insPer();
            SplittableRandom random = new SplittableRandom(config.seed());
            float[] pixels = new float[3 * SIDE * SIDE];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (float) random.nextDouble(-1, 1);
            }
            List<float[]> masks = new ArrayList<>();
            for (int m = 0; m < perStep; m++) {
                masks.add(rectangle(random));
            }
            return new Feeds(Sample.of("check", pixels, masks, SIDE, SIDE).largest(perStep));
        }

        private static float[] rectangle(SplittableRandom random) {
            int top = random.nextInt(SIDE / 2);
            int left = random.nextInt(SIDE / 2);
            int size = random.nextInt(8, SIDE / 2);
            return new Box(top, left, size, size).mask(SIDE, SIDE);
        }
    }

    /** One step's outputs before its update; the session is thrown away after it. */
    private static Map<String, FloatTensor> trainingOutputs(Job job, Feeds feeds, Path work) {
        RunConfig config = job.config();
        Family family = job.family().steady();
        StepRunner.Settings settings = new StepRunner.Settings(config.beta1(), Device.CPU, job.threads(), false);
        int perStep = config.sequencing().insPer();
        Feeder.Sequencing step = new Feeder.Sequencing(perStep, perStep, false, 0, 0);
        Path session = job.checkpoint().session();
        try (StepRunner runner = new StepRunner(family, session, settings, work)) {
            List<Sample> batch = List.of(feeds.image());
            return new LinkedHashMap<>(
                    new Trainer(runner, family, step, job.checkpoint().carried())
                            .iterate(0, 0, batch, batch)
                            .get(0)
                            .values());
        } catch (InputException e) {
            throw new InputException(job.checkpoint().folder() + ": " + e.getMessage(), e);
        }
    }

    private static double difference(Path file, Family.Translation trained, Feeds feeds, Job job) {
        FloatTensor image = FloatTensor.of(feeds.image().image().data(), 1, 3, SIDE, SIDE);
        FloatTensor masks = feeds.image().masks();
        int count = Math.toIntExact(masks.shape()[0]);
        try (TranslationModel whole = TranslationModel.open(file, Device.CPU, job.threads());
                Translator pieces = Translator.open(file, Device.CPU, job.threads(), Translator.Options.defaults())) {
            TranslationModel.Step step =
                    whole.translate(image, FloatTensor.of(masks.data(), count, 1, SIDE, SIDE), new long[count]);
            Sample translated = pieces.translate(feeds.image());
            double sequence = job.format().sequence() ? ofSequence(file, trained, feeds, job.threads()) : 0;
            return Stream.of(
                            sequence,
                            largest(step.image(), trained.image()),
                            largest(step.masks(), trained.masks()),
                            largest(translated.image(), trained.image()),
                            largest(translated.masks(), trained.masks()))
                    .max(Double::compare)
                    .orElseThrow();
        }
    }

    private static double ofSequence(Path file, Family.Translation trained, Feeds feeds, int threads) {
        Engine engine = new PlainEngine(TranslationModel.openSequence(file, Device.CPU, threads));
        try (Translator sequence = new Translator(engine, Translator.Options.defaults())) {
            Sample translated = sequence.translate(feeds.image());
            return Math.max(largest(translated.image(), trained.image()), largest(translated.masks(), trained.masks()));
        }
    }

    private static double largest(FloatTensor a, FloatTensor b) {
        double largest = 0;
        for (int i = 0; i < a.data().length; i++) {
            double difference = Math.abs((double) a.data()[i] - b.data()[i]);
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
        }
        return largest;
    }
}
