package org.instagan.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.instagan.error.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelCardTest {
    private static final ModelCard CARD = new ModelCard(Direction.B2A, 16, 2, 64, 80, Precision.FP16);

    @Test
    void whatWasWrittenIsRead() {
        Map<String, String> metadata = CARD.toMetadata(Piece.STEP, "abc");
        assertThat(ModelCard.fromMetadata("m", metadata, Piece.STEP)).isEqualTo(CARD);
        assertThat(ModelCard.weights(metadata)).isEqualTo("abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "", "1000000", "99999999999", "2.5", "two", "+2", " 2"})
    void numbersThatCannotBeAreRefusedWhenTheyAreRead(String number) {
        for (String key : new String[] {"filters", "instances_per_step", "height", "width"}) {
            Map<String, String> metadata = new HashMap<>(CARD.toMetadata(Piece.WHOLE, "abc"));
            metadata.put("instagan." + key, number);
            assertThatThrownBy(() -> ModelCard.fromMetadata("m", metadata, Piece.WHOLE))
                    .isInstanceOf(InputException.class)
                    .hasMessage("m: metadata 'instagan." + key + "': expected a number from 1 to 999999, got '" + number
                            + "'");
        }
    }
}
