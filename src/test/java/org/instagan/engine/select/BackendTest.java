package org.instagan.engine.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.instagan.TinyModel;
import org.instagan.data.Sample;
import org.instagan.error.InputException;
import org.instagan.platform.ort.CudaOptions;
import org.instagan.platform.ort.Device;
import org.instagan.translate.StepObserver;
import org.instagan.translate.Translator;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackendTest {
    private static final float TOLERANCE = 1e-4f;

    @TempDir
    Path folder;

    @Test
    void namesAreKnownOrRefusedWithTheChoices() {
        assertThat(Backend.parse("ort-cpu").hasDeviceMemory()).isFalse();
        assertThat(Backend.parse("ort-cpu").transfersInCompute()).isFalse();
        assertThat(Backend.parse("ort-cuda:1").hasDeviceMemory()).isTrue();
        assertThat(Backend.parse("ort-cuda").transfersInCompute()).isTrue();
        assertThat(Backend.parse("tensorrt").transfersInCompute()).isTrue();
        assertThat(Backend.parse("ort-cpu").cudaGraphs()).isEqualTo("not applicable");
        assertThat(Backend.parse("tensorrt:1").device()).isEqualTo(Device.cuda(1));
        assertThat(Backend.parse("ort-cuda").onGpu(2).name()).isEqualTo("ort-cuda:2");
        assertThat(Backend.parse("tensorrt:1").onGpu(0).name()).isEqualTo("tensorrt:0");
        assertThatThrownBy(() -> Backend.parse("ort-gpu"))
                .isInstanceOf(InputException.class)
                .hasMessage("runtime ort-gpu: expected one of [ort-cpu, ort-cuda, ort-cuda:N, tensorrt, tensorrt:N]");
    }

    @Test
    void everyBenchmarkCanSayHowTf32AndTheSearchStood() {
        CudaOptions options = new CudaOptions(CudaOptions.Tf32.ON, CudaOptions.Search.EXHAUSTIVE, 0);
        Backend cuda = Backend.parse("ort-cuda").with(options);
        assertThat(cuda.tf32()).startsWith("on for FP32 models");
        assertThat(cuda.convolutionSearch()).isEqualTo("exhaustive");
        assertThat(Backend.parse("ort-cpu").tf32()).isEqualTo("not applicable");
        assertThat(Backend.parse("tensorrt").tf32()).isEqualTo("as the engine was compiled");
    }

    @Test
    void thePlainFileDoesWhatThePiecesDo() {
        Path model = TinyModel.export(folder.resolve("A2B.onnx"), 3);
        List<Sample> batch = List.of(sample(4, 3), sample(5, 0), sample(6, 1));
        List<Sample> pieces = translate(model, Backend.Form.PIECES, batch);
        List<Sample> plain = translate(model, Backend.Form.PLAIN, batch);
        for (int i = 0; i < batch.size(); i++) {
            assertThat(plain.get(i).image().data())
                    .containsExactly(pieces.get(i).image().data(), within(TOLERANCE));
            assertThat(plain.get(i).masks().data())
                    .containsExactly(pieces.get(i).masks().data(), within(TOLERANCE));
        }
    }

    private static List<Sample> translate(Path model, Backend.Form form, List<Sample> batch) {
        Translator.Options options = Translator.Options.defaults();
        try (Translator translator = new Translator(Backend.parse("ort-cpu").open(model, form, 2), options)) {
            return translator.translate(batch, StepObserver.NONE);
        }
    }

    /** Noise, and bands as masks. */
    private static Sample sample(long seed, int instances) {
        SplittableRandom random = new SplittableRandom(seed);
        FloatTensor image = FloatTensor.zeros(3, 16, 16);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = (float) random.nextDouble(-1, 1);
        }
        FloatTensor masks = FloatTensor.zeros(instances, 16, 16);
        for (int i = 0; i < masks.data().length; i++) {
            masks.data()[i] = i % 256 < 64 * (1 + i / 256) ? 1 : -1;
        }
        return new Sample("s", image, masks);
    }
}
