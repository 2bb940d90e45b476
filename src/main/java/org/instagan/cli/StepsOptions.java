package org.instagan.cli;

import picocli.CommandLine.Option;

/** How the instances are cut into steps; one mixin for every command that translates. */
final class StepsOptions {
    @Option(
            names = "--ins-per",
            paramLabel = "N",
            description = "Instances translated at a time (default: as the model was trained).")
    private Integer perStep;

    @Option(
            names = "--ins-batch",
            paramLabel = "N",
            description = "Masks encoded at a time; bounds memory (default: 2 on ONNX Runtime, as many as an engine of"
                    + " TensorRT takes).")
    private Integer encodedAtOnce;

    /** 0 where the model is to say. */
    int perStep() {
        return perStep == null ? 0 : NumberCheck.within("--ins-per", perStep, 1, 100_000);
    }

    /** 0 where the engine is to say. */
    int encodedAtOnce() {
        return encodedAtOnce == null ? 0 : NumberCheck.within("--ins-batch", encodedAtOnce, 1, 100_000);
    }
}
