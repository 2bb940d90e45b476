package org.instagan.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.instagan.TinyModel;
import org.instagan.error.InputException;
import org.instagan.image.Size;
import org.instagan.platform.ort.Device;
import org.instagan.translate.Translator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
final class WarmUpTest {
    private final GatedEngine engine = new GatedEngine(0);

    @TempDir
    private Path folder;

    private Translator open() {
        return new Translator(engine, Translator.Options.defaults());
    }

    @Test
    void sizesAndInstances() {
        assertThat(WarmUp.parse("200,4")).isEqualTo(new WarmUp(new Size(200, 200), 4));
        assertThat(WarmUp.parse("640x480,12")).isEqualTo(new WarmUp(new Size(640, 480), 12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "200", "200,0", "200,-1", ",4", "201,4", "200x,4", "200,4,5"})
    void anythingElseIsAMistake(String text) {
        assertThatThrownBy(() -> WarmUp.parse(text))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("expected");
    }

    /** What is not there yet is not served. */
    @Test
    void theModelIsThereWhenAllAreDone() throws Exception {
        engine.takeAtMost(3);
        var warmed = CompletableFuture.supplyAsync(
                () -> WarmUp.warmed(this::open, List.of(WarmUp.parse("8,4"), WarmUp.parse("16,1")), 8));
        for (int translation = 0; translation < 4; translation++) { // each size alone, then three at once
            engine.awaitSteps(1);
            assertThat(warmed).isNotDone();
            engine.pass(1);
        }
        try (Translator translator = warmed.get(60, TimeUnit.SECONDS)) {
            assertThat(translator.platform()).isEqualTo("gate_0.0");
        }
    }

    @Test
    void aModelThatFailsIsClosed() {
        engine.dieOf(new InputException("images of 8x8 are outside the engine's profile"));
        engine.pass(1);
        assertThatThrownBy(() -> WarmUp.warmed(this::open, List.of(WarmUp.parse("8,2")), 1))
                .isInstanceOf(InputException.class)
                .hasMessage("--warm 8,2: images of 8x8 are outside the engine's profile");
        assertThat(engine.isClosed()).isTrue();
    }

    @Test
    void aRealModel() {
        Path model = TinyModel.export(folder.resolve("A2B.onnx"), 11);
        WarmUp.warmed(
                        () -> Translator.open(model, Device.CPU, 1, Translator.Options.defaults()),
                        List.of(WarmUp.parse("16x12,5")),
                        4)
                .close();
    }
}
