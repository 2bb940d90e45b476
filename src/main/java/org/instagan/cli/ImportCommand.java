package org.instagan.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.instagan.train.RunImport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code instagan import}: a run of networks that were trained elsewhere. */
@Command(
        name = "import",
        description = "Makes a run of the authors' networks, which 'export', 'train --init' and 'train --resume' take."
                + " Their files are read, not run.")
final class ImportCommand implements Callable<Integer> {
    @Option(
            names = {"--pytorch", "--safetensors"},
            paramLabel = "NETWORK=FILE",
            split = ",",
            required = true,
            description = "Files of G_A and G_B, and of D_A and D_B where they are there, such as"
                    + " G_A=latest_net_G_A.pth,G_B=latest_net_G_B.pth. A discriminator that is not named is random.")
    private Map<String, Path> files = new LinkedHashMap<>();

    @Option(names = "--out", paramLabel = "RUN", required = true, description = "Folder for the run.")
    private Path out;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description =
                    "A setting of the run, as 'instagan train' names it, such as crop-size=200 or data=DIR. May be"
                            + " repeated. Filters are those of the files.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Path checkpoint = RunImport.write(out, files, settings);
        PrintWriter console = spec.commandLine().getOut();
        console.println(checkpoint);
        console.println("Next: instagan export " + out + " --out onnx/NAME");
        console.flush();
        return 0;
    }
}
