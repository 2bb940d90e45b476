package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.graph.Graph;
import org.instagan.graph.Value;
import org.instagan.image.Size;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;
import org.instagan.model.Precision;
import org.instagan.model.instagan.TranslationGraph;
import org.instagan.model.layer.Design;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ProfileTest {
    private static final ModelCard CARD = new ModelCard(Direction.A2B, 2, 2, 200, 240, Precision.FP32);

    @Test
    void theUsualProfileIsAroundTheTrainingSize() {
        Profile profile = Profile.of(CARD);
        assertThat(profile.height()).isEqualTo(new Range(64, 200, 400));
        assertThat(profile.width()).isEqualTo(new Range(64, 240, 480));
        assertThat(profile.batch()).isEqualTo(new Range(1, 1, 8));
        assertThat(profile.masks()).isEqualTo(new Range(1, 2, 16));
        assertThat(Profile.of(new ModelCard(Direction.A2B, 2, 6, 30, 30, Precision.FP32)))
                .isEqualTo(new Profile(
                        new Range(28, 28, 256), new Range(28, 28, 256), new Range(1, 1, 8), new Range(1, 6, 48)));
    }

    /** Its default size, and the batches and masks of its sweeps. */
    @ParameterizedTest
    @CsvSource({"64,2", "128,2", "200,2", "256,4"})
    void theUsualProfileTakesWhatBenchAsksFor(int trained, int perStep) {
        Profile profile = Profile.of(new ModelCard(Direction.A2B, 2, perStep, trained, trained, Precision.FP32));
        assertThat(profile.contains(new Size(200, 200))).isTrue();
        for (int batch : List.of(1, 2, 4, 8)) {
            assertThat(profile.batch().contains(batch)).as("--sweep-batch").isTrue();
            assertThat(profile.masks().contains((long) batch * perStep))
                    .as("--sweep-batch")
                    .isTrue();
        }
    }

    @Test
    void imagesAtOnceAreBoundedByBatchAndMasks() {
        Profile profile = Profile.of(CARD).with(List.of("batch=1,1,6", "masks=1,2,8"));
        assertThat(profile.mostImages(1)).isEqualTo(6);
        assertThat(profile.mostImages(2)).isEqualTo(4);
        assertThat(profile.mostImages(9)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(value = Piece.class, mode = EnumSource.Mode.EXCLUDE, names = "SEQUENCE")
    void everyInputOfEveryPieceHasItsShapes(Piece piece) {
        Graph graph = TranslationGraph.build(piece, "G_A", Design.usual(2, 2));
        Map<String, Profile.Shapes> inputs = Profile.of(CARD).inputs(piece, 2);
        assertThat(graph.inputs()).extracting(Value::name).containsExactlyElementsOf(inputs.keySet());
        for (Value input : graph.inputs()) {
            Profile.Shapes shapes = inputs.get(input.name());
            assertThat(shapes.min()).as(input.name()).hasSize(input.shape().rank());
            for (int axis = 0; axis < input.shape().rank(); axis++) {
                if (input.shape().dim(axis).isFixed()) {
                    assertThat(shapes.min()[axis])
                            .isEqualTo(input.shape().dim(axis).size());
                    assertThat(shapes.max()[axis])
                            .isEqualTo(input.shape().dim(axis).size());
                }
            }
        }
    }

    @Test
    void featuresAreAQuarterOfTheImage() {
        Profile.Shapes features = Profile.of(CARD)
                .with(List.of("size=32,64x48,128"))
                .inputs(Piece.STEP, 64)
                .get("features");
        assertThat(features.min()).containsExactly(1, 256, 8, 8);
        assertThat(features.opt()).containsExactly(2, 256, 12, 16);
        assertThat(features.max()).containsExactly(16, 256, 32, 32);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            size=30,60,120    | profile size: expected multiples of 4, got 30
            size=64,32,128    | profile: expected 1 <= min <= opt <= max, got 64,32,128
            size=a,32,128     | profile size=a,32,128: expected a size such as 200 or 320x240, got 'a'
            batch=0,1,2       | profile: expected 1 <= min <= opt <= max, got 0,1,2
            batch=1,2         | profile batch=1,2: expected size=MIN,OPT,MAX
            masks=1,x,2       | profile masks=1,x,2: expected size=MIN,OPT,MAX
            depth=1,2,3       | profile depth=1,2,3: expected size=MIN,OPT,MAX
            """)
    void whatIsNoProfileIsRefused(String setting, String message) {
        assertThatThrownBy(() -> Profile.of(CARD).with(List.of(setting)))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(message);
    }
}
