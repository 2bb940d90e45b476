package org.instagan.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.instagan.error.InputException;
import org.instagan.export.RunExport;
import org.instagan.graph.Op;
import org.instagan.graph.pass.Options;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code instagan export}: a run's generators as ONNX. */
@Command(
        name = "export",
        description = "Writes both directions of a trained run as ONNX, and checks that they give the training graph's"
                + " outputs.")
final class ExportCommand implements Callable<Integer> {
    private static final double NEAR = 35;

    @Parameters(paramLabel = "RUN", description = "Folder that 'instagan train' made.")
    private Path run;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder for A2B.onnx and B2A.onnx, such as onnx/NAME.")
    private Path out;

    @Option(names = "--checkpoint", paramLabel = "FOLDER", description = "Instead of the newest of RUN/checkpoints.")
    private Path checkpoint;

    @Option(
            names = "--format",
            paramLabel = "onnx|triton|safetensors|pytorch",
            defaultValue = "onnx",
            description =
                    "ONNX files in one folder, a model repository for NVIDIA Triton, the generators' weights alone, or"
                            + " all four networks as the authors' code loads them."
                            + " Default: ${DEFAULT-VALUE}.")
    private ExportFormat.Layout layout;

    @Option(
            names = "--precision",
            paramLabel = "fp32|fp16|int8",
            defaultValue = "fp32",
            description =
                    "What the models compute in. Default: ${DEFAULT-VALUE}. int8 quantizes the inner convolutions,"
                            + " as many of them as --psnr allows.")
    private Precision precision;

    @Option(
            names = "--keep-fp32",
            paramLabel = "GLOB",
            description = "With fp16 or int8: nodes that stay in FP32, by a weight's or a result's name, such as"
                    + " '*.decoder_img.4.*'. May be repeated.")
    private List<String> keptNames = List.of();

    @Option(
            names = "--keep-fp32-op",
            paramLabel = "OP",
            description = "With fp16: operators that stay in FP32, such as ConvTranspose. May be repeated.")
    private List<String> keptOps = List.of();

    @Option(
            names = "--fp16-io",
            description = "With fp16: float16 masks, of the file that holds the whole generator; image stays float32.")
    private boolean halfInterfaces;

    @Option(
            names = "--sequence",
            description = "Also A2B.sequence.onnx: all steps of any number of instances in one call, for any runtime.")
    private boolean sequence;

    @Option(
            names = "--calibration",
            paramLabel = "DIR",
            description =
                    "With int8: a data set whose trainA and trainB, with their masks, show what values layers reach."
                            + " Default: the one that the run was trained on.")
    private Path calibration;

    @Option(
            names = "--psnr",
            paramLabel = "DB",
            description =
                    "With int8: what images and masks have to FP32 after the last step; layers stay in FP32 for it."
                            + " Default: 35.")
    private Double psnr;

    @Option(names = "--overwrite", description = "Replace models that are in the folder already.")
    private boolean overwrite;

    @Mixin
    private ThreadsOption threads;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter console = spec.commandLine().getOut();
        ExportFormat format = format().in(layout).withSequence(sequence);
        if (!overwrite) {
            RunExport.requireUnused(out, format);
        }
        for (RunExport.Exported model : RunExport.write(run, checkpoint, out, format, threads.count())) {
            print(console, model, format);
        }
        console.flush();
        return 0;
    }

    private void print(PrintWriter console, RunExport.Exported model, ExportFormat format) {
        console.printf(
                Locale.ROOT,
                "%s  %s, largest difference %s training graph %.1e (allowed %.0e)%n",
                model.file(),
                precision,
                precision == Precision.INT8 ? "of the FP32 model to the" : "to the",
                model.difference(),
                format.tolerance());
        model.quantized().ifPresent(q -> {
            console.printf(
                    Locale.ROOT,
                    "  %d of %d layers in INT8; after the last step at least %.1f dB to FP32 in images, %.1f dB in masks%n",
                    q.layers() - q.kept().size(),
                    q.layers(),
                    q.image(),
                    q.masks());
            q.kept().forEach(name -> console.println("  kept in FP32: " + name));
        });
    }

    private ExportFormat format() {
        if (precision != Precision.FP16 && (halfInterfaces || !keptOps.isEmpty())) {
            throw new InputException("--keep-fp32-op, --fp16-io: expected with --precision fp16 only");
        }
        if (precision == Precision.FP32 && !keptNames.isEmpty()) {
            throw new InputException("--keep-fp32: expected with --precision fp16 or int8 only");
        }
        if (precision != Precision.INT8 && (calibration != null || psnr != null)) {
            throw new InputException("--calibration, --psnr: expected with --precision int8 only");
        }
        boolean weightsOnly = layout == ExportFormat.Layout.SAFETENSORS || layout == ExportFormat.Layout.PYTORCH;
        if (precision != Precision.FP32 && weightsOnly) {
            throw new InputException("--precision " + precision + ": expected without --format "
                    + layout.name().toLowerCase(Locale.ROOT) + ", which holds float32 weights");
        }
        return switch (precision) {
            case FP32 -> ExportFormat.fp32();
            case FP16 -> half();
            case INT8 ->
                ExportFormat.int8(
                        keptNames,
                        Optional.ofNullable(calibration),
                        psnr == null ? NEAR : NumberCheck.from("--psnr", psnr, 0));
        };
    }

    private ExportFormat half() {
        Options options = Options.defaults().keepingNames(keptNames).keepingOps(ops());
        return ExportFormat.fp16(halfInterfaces ? options.withHalfInterfaces() : options);
    }

    private Set<Op> ops() {
        return keptOps.stream()
                .map(name -> Stream.of(Op.values())
                        .filter(op -> op.onnxName().equalsIgnoreCase(name))
                        .findFirst()
                        .orElseThrow(() -> new InputException(
                                "--keep-fp32-op " + name + ": expected an ONNX operator such as Conv")))
                .collect(Collectors.toSet());
    }
}
