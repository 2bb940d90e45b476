package org.instagan.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.instagan.train.RunExport;
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

    @Option(names = "--checkpoint", paramLabel = "FILE", description = "Instead of the run's last checkpoint.")
    private Path checkpoint;

    @Mixin
    private ThreadsOption threads;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter console = spec.commandLine().getOut();
        for (RunExport.Exported model : RunExport.write(run, checkpoint, out, threads.count())) {
            console.printf(
                    "%s  largest difference to the training graph %.1e (allowed %.0e)%n",
                    model.file(), model.difference(), RunExport.TOLERANCE);
        }
        console.flush();
        return 0;
    }
}
