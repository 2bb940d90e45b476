package org.instagan.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.instagan.TinyModel;
import org.instagan.data.Sample;
import org.instagan.platform.ort.Device;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first limit: what the encoder's first normalisation removes, the result cannot show. */
final class InvisibleConstantTest {
    @TempDir
    Path folder;

    @Test
    void aConstantAddedToTheImageDoesNotChangeTheResult() {
        Sample sample = TinyModel.sample(3, 5, 3);
        float[] brighter = sample.image().data().clone();
        for (int i = 0; i < brighter.length; i++) {
            brighter[i] += 0.1f;
        }
        FloatTensor image = new FloatTensor(sample.image().shape(), brighter);
        try (Translator translator = Translator.open(
                TinyModel.export(folder.resolve("A2B.onnx"), 1), Device.CPU, 1, Translator.Options.defaults())) {
            Sample one = translator.translate(sample);
            Sample other = translator.translate(new Sample("brighter", image, sample.masks()));
            assertThat(other.image().data()).isNotEqualTo(brighter);
            // Float32's rounding of the constant, amplified by the normalisations behind it.
            assertThat(other.image().data()).containsExactly(one.image().data(), within(1e-4f));
        }
    }
}
