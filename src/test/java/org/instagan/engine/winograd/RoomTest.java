package org.instagan.engine.winograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

final class RoomTest {
    private final Room room = new Room();

    @Test
    void whatIsGivenBackIsTakenAgainByItsKindAndShape() {
        float[] floats = room.take("shape", float[].class, () -> new float[1]);
        int[] ints = room.take("shape", int[].class, () -> new int[1]);
        room.give("shape", floats);
        room.give("shape", ints);
        assertThat(room.take("shape", int[].class, () -> fail("made a new one")))
                .isSameAs(ints);
        assertThat(room.take("shape", float[].class, () -> fail("made a new one")))
                .isSameAs(floats);
        assertThat(room.take("shape", float[].class, () -> new float[2])).hasSize(2);
    }

    @Test
    void anotherShapeDropsWhatThereIs() {
        float[] one = room.take("a", float[].class, () -> new float[1]);
        room.give("a", one);
        float[] other = room.take("b", float[].class, () -> new float[2]);
        assertThat(other).hasSize(2);
        room.give("a", one);
        room.give("b", other);
        assertThat(room.take("b", float[].class, () -> fail("made a new one"))).isSameAs(other);
        assertThat(room.take("a", float[].class, () -> new float[3])).hasSize(3);
    }
}
