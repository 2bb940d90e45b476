package org.instagan.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.instagan.engine.select.Backend;
import org.instagan.error.InputException;
import org.instagan.translate.Translator;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** On what models are translated with; one mixin for every command that does nothing but translate. */
final class TranslatorOptions {
    @Option(
            names = "--runtime",
            paramLabel = "NAME",
            defaultValue = "ort-cpu",
            description =
                    "ort-cpu, ort-cuda, ort-cuda:N, or tensorrt, tensorrt:N for what 'instagan compile' made of the model."
                            + " Default: ${DEFAULT-VALUE}.")
    private String runtime;

    @Option(
            names = "--form",
            paramLabel = "pieces|sequence",
            defaultValue = "pieces",
            description =
                    "What runs: the pieces beside the model, or the single file that 'export --sequence' wrote, in one"
                            + " call. Default: ${DEFAULT-VALUE}.")
    private Backend.Form form;

    @Option(names = "--rebuild", description = "Compile engines again that are not of this machine, where possible.")
    private boolean rebuild;

    @Option(
            names = "--keep-background",
            description = "Composite: after each step, take translated pixels near the step's instances only, and keep"
                    + " the others as they were. Off by default; results are the networks' own then.")
    private boolean keepBackground;

    @Mixin
    private CudaMixin cuda;

    @Mixin
    private StepsOptions steps;

    @Mixin
    private ThreadsOption threads;

    /** On each of these GPUs, see {@link #opener}. */
    List<Function<Path, Translator>> openers(List<Integer> gpus) {
        if (gpus.isEmpty()) {
            return List.of(opener());
        }
        Backend backend = backend();
        if (!backend.hasDeviceMemory()) {
            throw new InputException(
                    "devices " + gpus + ": --runtime " + runtime + " has none; expected ort-cuda or tensorrt");
        }
        if (Set.copyOf(gpus).size() < gpus.size()) {
            throw new InputException("devices " + gpus + ": one is named twice");
        }
        return gpus.stream().map(gpu -> opener(backend.onGpu(gpu))).toList();
    }

    boolean keepsBackground() {
        return keepBackground;
    }

    /**
     * How to open a model, again and again.
     *
     * @throws org.instagan.error.InputException when an option is out of range
     */
    Function<Path, Translator> opener() {
        return opener(backend());
    }

    private Backend backend() {
        return Backend.parse(runtime).with(cuda.options()).rebuilding(rebuild);
    }

    private Function<Path, Translator> opener(Backend backend) {
        int count = threads.count();
        Translator.Options options = new Translator.Options(steps.perStep(), steps.encodedAtOnce(), keepBackground);
        return model -> new Translator(backend.open(model, form, count), options);
    }
}
