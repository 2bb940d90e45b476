package org.instagan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SummaryTest {
    /** As {@code numpy.percentile(range(1, 11), [50, 90, 95, 99, 99.9])}. */
    @Test
    void percentilesAreThoseOfNumPy() {
        Summary s = Summary.of(3, 1, 2, 10, 4, 9, 5, 8, 6, 7);
        assertThat(s.count()).isEqualTo(10);
        assertThat(s.min()).isEqualTo(1);
        assertThat(s.mean()).isEqualTo(5.5);
        assertThat(s.median()).isEqualTo(5.5);
        assertThat(s.p90()).isEqualTo(9.1, within(1e-12));
        assertThat(s.p95()).isEqualTo(9.55, within(1e-12));
        assertThat(s.p99()).isEqualTo(9.91, within(1e-12));
        assertThat(s.p999()).isEqualTo(9.991, within(1e-12));
        assertThat(s.max()).isEqualTo(10);
    }

    @Test
    void oneValueIsEveryPercentile() {
        Summary s = Summary.of(7);
        assertThat(s.median()).isEqualTo(7);
        assertThat(s.p999()).isEqualTo(7);
        assertThatThrownBy(Summary::of).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void steadyRequestsAreNotWarnedOf() {
        double[] even =
                IntStream.range(0, 20).mapToDouble(i -> 1 + 0.01 * (i % 2)).toArray();
        Steadiness s = Steadiness.of(even);
        assertThat(s.variation()).isEqualTo(0.0051, within(1e-4));
        assertThat(s.drift()).isZero();
        assertThat(s.warnings(20)).isEmpty();
    }

    @Test
    void variationAndDriftAreWarnedOf() {
        double[] rising =
                IntStream.range(0, 20).mapToDouble(i -> i < 10 ? 1 : 1.5).toArray();
        Steadiness s = Steadiness.of(rising);
        assertThat(s.drift()).isEqualTo(0.5);
        assertThat(s.variation()).isEqualTo(0.2052, within(1e-4));
        assertThat(s.warnings(20))
                .containsExactly(
                        "unsteady: the end-to-end times vary by 21 % of their mean, more than 10 %",
                        "unsteady: the second half's median differs by +50 % from the first's, more than 5 %");
        assertThat(Steadiness.of(2).warnings(1))
                .containsExactly("only 1 request: percentiles say little, give a longer --duration");
    }
}
