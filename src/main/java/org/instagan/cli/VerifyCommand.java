package org.instagan.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.instagan.data.InstanceFolder;
import org.instagan.data.Item;
import org.instagan.engine.Engine;
import org.instagan.engine.select.Backend;
import org.instagan.error.InputException;
import org.instagan.evaluate.verify.EdgeCases;
import org.instagan.evaluate.verify.NodeComparison;
import org.instagan.evaluate.verify.Thresholds;
import org.instagan.evaluate.verify.Verification;
import org.instagan.evaluate.verify.VerifyCase;
import org.instagan.image.Size;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.instagan.translate.Fit;
import org.instagan.translate.Translator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code instagan verify}: two models, or two runtimes, compared. */
@Command(
        name = "verify",
        description = "Runs two models step by step on the same images and edge cases and says how far apart they are;"
                + " exits with 1 where a threshold is exceeded or a value is not finite.")
final class VerifyCommand implements Callable<Integer> {
    private static final long SEED = 1;

    @Parameters(index = "0", paramLabel = "MODEL_A", description = "The one to go by.")
    private Path first;

    @Parameters(index = "1", paramLabel = "MODEL_B", description = "The one to judge.")
    private Path second;

    @Option(names = "--images", paramLabel = "DIR|FILE", description = "Real images; edge cases alone without them.")
    private Path images;

    @Option(names = "--masks", paramLabel = "DIR", description = "Their masks.")
    private Path masks;

    @Option(names = "--size", paramLabel = "SIZE", description = "Resize images to this (default: their own size).")
    private Size size;

    @Option(
            names = "--runtimes",
            paramLabel = "A,B",
            split = ",",
            defaultValue = "ort-cpu,ort-cpu",
            description = "The runtime of each model. Default: ${DEFAULT-VALUE}.")
    private List<String> runtimes;

    @Option(
            names = "--forms",
            paramLabel = "A,B",
            split = ",",
            defaultValue = "pieces,pieces",
            description = "The form of each model: pieces, plain or sequence. Default: ${DEFAULT-VALUE}.")
    private List<Backend.Form> forms;

    @Option(names = "--max-abs", paramLabel = "X", description = "Largest difference allowed, in [-1,1].")
    private Double max;

    @Option(names = "--mean-abs", paramLabel = "X", description = "Mean difference allowed.")
    private Double mean;

    @Option(names = "--psnr", paramLabel = "DB", description = "PSNR wanted of images.")
    private Double psnr;

    @Option(names = "--ssim", paramLabel = "X", description = "SSIM wanted of images.")
    private Double ssim;

    @Option(
            names = "--first-node",
            paramLabel = "X",
            description = "Also name the first node whose relative error exceeds this, in the first step.")
    private Double nodeTolerance;

    @Option(names = "--rebuild", description = "Compile engines again that are not of this machine, where possible.")
    private boolean rebuild;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private CudaMixin cuda;

    @Mixin
    private StepsOptions steps;

    @Mixin
    private ThreadsOption threads;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (runtimes.size() != 2) {
            throw new InputException("--runtimes: expected two, such as ort-cpu,ort-cuda, got " + runtimes);
        }
        if (forms.size() != 2) {
            throw new InputException("--forms: expected two, such as pieces,sequence, got " + forms);
        }
        try (Engine engine = open(0, first);
                Engine other = open(1, second)) {
            return verify(engine, other);
        }
    }

    private Engine open(int number, Path model) {
        return Backend.parse(runtimes.get(number))
                .with(cuda.options())
                .rebuilding(rebuild)
                .open(model, forms.get(number), threads.count());
    }

    private int verify(Engine engine, Engine other) {
        ModelCard card = engine.card();
        int per = steps.perStep() == 0 ? card.instancesPerStep() : steps.perStep();
        Translator.Options options = new Translator.Options(per, steps.encodedAtOnce(), false);
        Thresholds thresholds = thresholds(card, other.card());
        Translator a = new Translator(engine, options);
        Translator b = new Translator(other, options);
        // INT8 is calibrated for pictures; what is made up is outside of what its layers hold.
        boolean rounded = List.of(card.precision(), other.card().precision()).contains(Precision.INT8);
        List<VerifyCase> cases = cases(card, rounded);
        VerifyReport report = new VerifyReport(spec.commandLine().getOut(), thresholds, json);
        cases.forEach(one -> Verification.run(a, b, one).forEach(report::add));
        if (nodeTolerance != null) {
            NumberCheck.from("--first-node", nodeTolerance, 0);
            report.parting(NodeComparison.first(first, second, cases.get(0), per, nodeTolerance));
        }
        return report.finish() ? 0 : 1;
    }

    private Thresholds thresholds(ModelCard a, ModelCard b) {
        Thresholds usual = Thresholds.of(a.precision(), b.precision());
        return new Thresholds(
                max == null ? usual.max() : NumberCheck.from("--max-abs", max, 0),
                mean == null ? usual.mean() : NumberCheck.from("--mean-abs", mean, 0),
                psnr == null ? usual.psnr() : NumberCheck.from("--psnr", psnr, 0),
                ssim == null ? usual.ssim() : NumberCheck.from("--ssim", ssim, -1));
    }

    /** @param picturesOnly whether edge cases have to be finite only */
    private List<VerifyCase> cases(ModelCard card, boolean picturesOnly) {
        List<VerifyCase> cases = new ArrayList<>();
        if (images != null) {
            if (masks == null) {
                throw new InputException("--images: expected --masks too, the folder of their masks");
            }
            Fit fit = new Fit(Optional.ofNullable(size));
            InstanceFolder folder = Files.isDirectory(images)
                    ? InstanceFolder.open(images, masks)
                    : InstanceFolder.openOne(images, masks);
            folder.items().stream()
                    .map(Item::read)
                    .filter(i -> !i.masks().isEmpty())
                    .forEach(i -> cases.add(new VerifyCase(fit.of(i).sample(), true)));
        }
        EdgeCases.all(new Size(card.width(), card.height()), SEED).stream()
                .map(edge -> picturesOnly ? edge.finiteOnly() : edge)
                .forEach(cases::add);
        return cases;
    }
}
