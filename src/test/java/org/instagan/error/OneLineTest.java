package org.instagan.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OneLineTest {
    @Test
    void linesBecomeOne() {
        assertThat(OneLine.of("a\n  b\r\nc")).isEqualTo("a b c");
    }

    @Test
    void whatMovesACursorOrTurnsTextIsShownAsAQuestionMark() {
        assertThat(OneLine.of("a\u001b[2Jb\u0007\u009bc\u202ed\u2066e\ud800f")).isEqualTo("a?[2Jb??c?d?e?f");
        String plain = "Schafe: Gr\u00f6\u00dfe 20\u00a0\u20ac, \u7f8a, \ud83d\udc11";
        assertThat(OneLine.of(plain)).isEqualTo(plain);
    }

    @Test
    void aLineHasABound() {
        assertThat(OneLine.of("x".repeat(1_000_000))).hasSize(2001).endsWith("x…");
    }
}
