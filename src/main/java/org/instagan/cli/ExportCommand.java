package org.instagan.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
            paramLabel = "onnx|triton|safetensors",
            defaultValue = "onnx",
            description = "ONNX files in one folder, a model repository for NVIDIA Triton, or the weights alone."
                    + " Default: ${DEFAULT-VALUE}.")
    private ExportFormat.Layout layout;

    @Option(
            names = "--precision",
            paramLabel = "fp32|fp16",
            defaultValue = "fp32",
            description = "What the models compute in. Default: ${DEFAULT-VALUE}.")
    private Precision precision;

    @Option(
            names = "--keep-fp32",
            paramLabel = "GLOB",
            description = "With fp16: nodes that stay in FP32, by a weight's or a result's name, such as"
                    + " '*.decoder_img.7.*'. May be repeated.")
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
            console.printf(
                    Locale.ROOT,
                    "%s  %s, largest difference to the training graph %.1e (allowed %.0e)%n",
                    model.file(),
                    precision,
                    model.difference(),
                    format.tolerance());
        }
        console.flush();
        return 0;
    }

    private ExportFormat format() {
        if (precision == Precision.FP32) {
            if (halfInterfaces || !keptNames.isEmpty() || !keptOps.isEmpty()) {
                throw new InputException("--keep-fp32, --keep-fp32-op, --fp16-io: expected with --precision fp16 only");
            }
            return ExportFormat.fp32();
        }
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
