package org.instagan.spark;

import java.io.Serializable;
import java.util.Optional;
import org.instagan.error.InputException;
import org.instagan.image.Size;
import org.instagan.translate.Fit;
import org.instagan.translate.Translator;

/**
 * How pictures are translated.
 *
 * @param model {@code A2B.onnx} on any file system that Hadoop knows, its pieces beside it
 * @param size to resize to, {@code 200} or {@code WIDTHxHEIGHT}; empty for each picture's own
 * @param insPer instances translated at a time, 0: as the model was trained
 * @param keepBackground whether steps are composited onto what was there before
 * @param batch pictures of one size that a task translates together, at most
 * @param mostValues of a picture and its masks, pixels times {@code 3 + masks}: larger ones are refused before they are
 *     decoded. A task holds {@code batch} of them, see {@link #taskBytes}
 */
public record Settings(String model, String size, int insPer, boolean keepBackground, int batch, long mostValues)
        implements Serializable {
    private static final int BYTES_PER_VALUE = 10; // decoded 1, as floats in and out 8, encoded about 1

    /** @throws InputException when a number is out of range */
    public Settings {
        require(!model.isBlank(), "--model", model, "an exported model");
        require(insPer >= 0 && insPer <= 100_000, "--ins-per", insPer, "0 to 100000");
        require(batch >= 1 && batch <= 1024, "--batch", batch, "1 to 1024");
        require(mostValues >= 1000 && mostValues <= 500_000_000, "--most-values", mostValues, "1000 to 500000000");
        if (!size.isEmpty()) {
            new Fit(Optional.of(Size.parse(size)));
        }
    }

    /** Each picture's own size, as the model was trained, one picture at a time, up to 64 million values. */
    public static Settings of(String model) {
        return new Settings(model, "", 0, false, 1, 64_000_000);
    }

    private static void require(boolean met, String option, Object got, String expected) {
        if (!met) {
            throw new InputException(option + ": expected " + expected + ", got '" + got + "'");
        }
    }

    /** What a task's pictures take at most, besides the networks' own memory. */
    public long taskBytes() {
        return batch * mostValues * BYTES_PER_VALUE;
    }

    Fit fit() {
        return new Fit(size.isEmpty() ? Optional.empty() : Optional.of(Size.parse(size)));
    }

    Translator.Options options() {
        return new Translator.Options(insPer, 0, keepBackground);
    }
}
