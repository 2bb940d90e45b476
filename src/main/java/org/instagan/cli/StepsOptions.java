package org.instagan.cli;

import org.instagan.error.InputException;
import org.instagan.translate.Translator;
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
            defaultValue = "" + Translator.DEFAULT_INS_BATCH,
            description = "Masks encoded at a time; bounds memory. Default: ${DEFAULT-VALUE}.")
    private int encodedAtOnce;

    /** 0 where the model is to say. */
    int perStep() {
        return perStep == null ? 0 : positive("--ins-per", perStep);
    }

    int encodedAtOnce() {
        return positive("--ins-batch", encodedAtOnce);
    }

    private static int positive(String option, int value) {
        if (value < 1) {
            throw new InputException(option + ": expected 1 or more, got " + value);
        }
        return value;
    }
}
