package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.instagan.error.InputException;
import org.instagan.image.Size;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of an engine's profiles a call gets. */
final class ProfilesTest {
    private static final ModelCard CARD = new ModelCard(Direction.A2B, 2, 2, 200, 200, Precision.FP32);
    private static final Profiles TWO = Profiles.of(
            CARD, List.of("size=64,200,400", "latency:batch=1,1,1", "latency:masks=1,2,8", "throughput:batch=1,8,8"));

    @Test
    void withoutNamesThereIsOne() {
        Profiles one = Profiles.of(CARD, List.of("batch=1,2,4"));
        assertThat(one.all()).containsExactly(Profile.of(CARD).with(List.of("batch=1,2,4")));
        assertThat(Profiles.of(CARD, List.of()).all()).containsExactly(Profile.of(CARD));
    }

    @Test
    void namedOnesShareWhatHasNoName() {
        Profile common = Profile.of(CARD).with(List.of("size=64,200,400"));
        assertThat(TWO.byName()).containsOnlyKeys("latency", "throughput");
        assertThat(TWO.all())
                .containsExactly(
                        common.with(List.of("batch=1,1,1", "masks=1,2,8")), common.with(List.of("batch=1,8,8")));
    }

    @ParameterizedTest
    @CsvSource({"1,2,2,0", "1,8,2,0", "1,9,2,1", "2,4,4,1", "8,16,16,1"})
    void aStepGetsTheOneThatTakesItAndIsTunedNearestToIt(int images, int features, int masks, int expected) {
        assertThat(TWO.choose("e", new Size(200, 200), images, features, masks)).isEqualTo(expected);
    }

    @Test
    void masksThatAreEncodedToo() {
        assertThat(TWO.choose("e", new Size(64, 64), 8)).isZero();
        assertThat(TWO.choose("e", new Size(64, 64), 16)).isEqualTo(1);
    }

    @Test
    void whatNoneTakesIsRefusedAndAllAreNamed() {
        Profiles one = Profiles.of(CARD, List.of());
        one.check("e", new Size(400, 400), 8);
        String built = "outside what it was built for (width 64 to 400, height 64 to 400, batch 1 to 8, masks 1 to 16);"
                + " compile again with profile ";
        refused(() -> one.check("e", new Size(404, 400), 1), "e: images of 404x400 are " + built + "size=MIN,OPT,MAX");
        refused(() -> one.check("e", new Size(64, 64), 9), "e: 9 images at once are " + built + "batch=MIN,OPT,MAX");
        refused(
                () -> one.choose("e", new Size(64, 64), 1, 17, 2),
                "e: 17 masks at once are " + built + "masks=MIN,OPT,MAX");
        refused(
                () -> TWO.choose("e", new Size(64, 64), 17),
                "e: 17 masks at once are outside what it was built for (latency: width 64 to 400, height 64 to 400,"
                        + " batch 1, masks 1 to 8; throughput: width 64 to 400, height 64 to 400, batch 1 to 8, masks 1"
                        + " to 16); compile again with profile masks=MIN,OPT,MAX");
        refused(
                () -> Profiles.of(CARD, List.of("fast:depth=1,2,3")),
                "profile depth=1,2,3: expected size=MIN,OPT,MAX," + " batch=MIN,OPT,MAX or masks=MIN,OPT,MAX");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(InputException.class).hasMessage(message);
    }

    @Test
    void whatFitsAtMostIsTheMostOfAnyThatTakesTheSize() {
        Profiles sizes = Profiles.of(
                CARD,
                List.of("small:size=64,64,128", "large:size=64,200,400", "large:batch=1,1,2", "large:masks=1,2,4"));
        assertThat(sizes.mostImages(new Size(64, 64), 2)).isEqualTo(8);
        assertThat(sizes.mostImages(new Size(200, 200), 2)).isEqualTo(2);
        assertThat(sizes.mostImages(new Size(800, 800), 2)).isEqualTo(1);
        assertThat(sizes.mostMasks(new Size(64, 64))).isEqualTo(16);
        assertThat(sizes.mostMasks(new Size(200, 200))).isEqualTo(4);
    }
}
