package org.instagan.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.instagan.engine.tensorrt.BuildOptions;
import org.instagan.engine.tensorrt.EngineCompiler;
import org.instagan.engine.tensorrt.HardwareCompatibility;
import org.instagan.error.InputException;
import org.instagan.platform.ort.CudaOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code instagan compile}: exported models as TensorRT engines. */
@Command(
        name = "compile",
        description = "Compiles exported models into TensorRT engines, for this machine's GPU. The precision is the"
                + " model's: export with --precision fp16 for FP16.")
final class CompileCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MODEL",
            arity = "1..*",
            description = "A2B.onnx with its pieces beside it; with --rebuild, engines (A2B.engine).")
    private List<Path> models;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for the engines, such as trt-engines/NAME.")
    private Path out;

    @Option(
            names = "--profile",
            paramLabel = "[NAME:]WHAT=MIN,OPT,MAX",
            description = "Shapes taken, WHAT being size (200, or WIDTHxHEIGHT), batch (images at once) or masks (at"
                    + " once). May be repeated; with names, such as latency:batch=1,1,1 and throughput:batch=8,8,8, the"
                    + " engine is tuned for each, and each request gets the one that fits it best. Default: sizes from"
                    + " 64 to twice the training size, at least 256, 1 to 8 images, and masks of what 8 images have in"
                    + " a step.")
    private List<String> profile = List.of();

    @Option(
            names = "--opt-level",
            paramLabel = "0..5",
            defaultValue = "3",
            description = "How long TensorRT looks for fast kernels. Default: ${DEFAULT-VALUE}.")
    private int level;

    @Option(
            names = "--workspace",
            paramLabel = "MIB",
            defaultValue = "0",
            description = "Memory that a layer may use; 0: all there is. Default: ${DEFAULT-VALUE}.")
    private int workspace;

    @Option(
            names = "--timing-cache",
            paramLabel = "FILE",
            description = "TensorRT's measurements: used where the file is there, and added to. A folder has a file for"
                    + " each GPU and version; 'none' keeps none. Default: a folder in the cache.")
    private String timingCache;

    @Option(
            names = "--hardware-compat",
            paramLabel = "none|ampere+|same-cc",
            defaultValue = "none",
            description = "Other GPUs that may run it. Default: ${DEFAULT-VALUE}.")
    private String hardware;

    @Option(names = "--version-compat", description = "Later minor versions of TensorRT may run it.")
    private boolean versionCompatible;

    @Option(names = "--refittable", description = "Its weights may be exchanged later, with --refit.")
    private boolean refittable;

    @Option(
            names = "--refit",
            paramLabel = "ENGINE",
            description = "Put MODEL's weights, a later checkpoint's of the same generator, into this engine.")
    private Path refit;

    @Option(
            names = "--tf32",
            paramLabel = "on|off",
            defaultValue = "off",
            description = "Whether FP32 products may be rounded to TF32. Default: ${DEFAULT-VALUE}.")
    private CudaOptions.Tf32 tf32;

    @Option(
            names = "--timeout",
            paramLabel = "MINUTES",
            defaultValue = "60",
            description = "For each engine. Default: ${DEFAULT-VALUE}.")
    private int timeout;

    @Option(
            names = "--rebuild",
            description = "Compile engines again for this machine, with the options and from the models of their first"
                    + " time.")
    private boolean rebuild;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        boolean replaces = rebuild || refit != null;
        if (replaces == (out != null) || (rebuild && refit != null)) {
            throw new InputException("--out: expected a folder for the engines, and none with --rebuild or --refit,"
                    + " which go alone");
        }
        if (refit != null && models.size() != 1) {
            throw new InputException("--refit: expected one model, got " + models.size());
        }
        PrintWriter console = spec.commandLine().getOut();
        EngineCompiler compiler = new EngineCompiler(settings(), line -> {
            console.println(line);
            console.flush();
        });
        for (Path model : models) {
            Path engine = make(compiler, model);
            console.println("wrote " + engine + " (its pieces, each with a .json)");
        }
        console.flush();
        return 0;
    }

    private Path make(EngineCompiler compiler, Path model) {
        if (refit != null) {
            return compiler.refit(refit, model);
        }
        return rebuild ? compiler.rebuild(model) : compiler.compile(model, out);
    }

    private Optional<Path> timingCache() {
        if (timingCache == null) {
            return Optional.of(EngineCompiler.Settings.usualCache());
        }
        return timingCache.equals("none") ? Optional.empty() : Optional.of(Path.of(timingCache));
    }

    private EngineCompiler.Settings settings() {
        BuildOptions options = new BuildOptions(
                level,
                workspace,
                tf32 == CudaOptions.Tf32.ON,
                refittable,
                versionCompatible,
                HardwareCompatibility.parse(hardware));
        NumberCheck.within("--timeout", timeout, 1, 100_000);
        NumberCheck.within("--workspace", workspace, 0, 1 << 24);
        return new EngineCompiler.Settings(options, profile, timingCache(), Duration.ofMinutes(timeout));
    }
}
