package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.instagan.engine.Engine;
import org.junit.jupiter.api.Test;

final class RowTableTest {
    private static long[] at(RowTable table, int from, int count) {
        return Arrays.copyOfRange(table.table(), from, from + count);
    }

    @Test
    void everyStepFindsItsIndicesWhereTensorRtWantsThem() {
        long[] many = LongStream.range(0, 33).toArray();
        List<Engine.Rows> all = List.of(
                new Engine.Rows(new long[] {0, 1}, new long[] {0, 1, 2}, new long[] {0, 0, 1}),
                new Engine.Rows(new long[] {1}, many, new long[33]),
                new Engine.Rows(new long[] {0}, new long[] {36}, new long[] {0}));
        RowTable table = RowTable.of(all);
        assertThat(table.masks()).isEqualTo(37);
        for (int i = 0; i < all.size(); i++) {
            RowTable.Step step = table.steps().get(i);
            Engine.Rows rows = all.get(i);
            assertThat(at(table, step.first(), step.images())).isEqualTo(rows.images());
            assertThat(at(table, step.first() + step.featuresAt(), step.masks()))
                    .isEqualTo(rows.features());
            assertThat(at(table, step.first() + step.maskImageAt(), step.masks()))
                    .isEqualTo(rows.maskImage());
            for (int begin : new int[] {step.first(), step.featuresAt(), step.maskImageAt()}) {
                assertThat(begin * Long.BYTES % 256).isZero();
            }
        }
        assertThat(RowTable.of(List.of()).table()).isEmpty();
    }
}
