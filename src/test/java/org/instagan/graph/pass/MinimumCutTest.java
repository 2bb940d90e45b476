package org.instagan.graph.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MinimumCutTest {
    private static final int VERTICES = 9;

    @Test
    void itIsAsCheapAsTheCheapestOfAll() {
        for (int seed = 0; seed < 200; seed++) {
            int[][] cost = random(seed);
            MinimumCut cut = new MinimumCut();
            for (int v = 2; v < VERTICES; v++) {
                cut.vertex();
            }
            for (int from = 0; from < VERTICES; from++) {
                for (int to = 0; to < VERTICES; to++) {
                    cut.edge(from, to, cost[from][to]);
                }
            }
            BitSet side = cut.sourceSide();
            assertThat(side.get(MinimumCut.SOURCE)).isTrue();
            assertThat(side.get(MinimumCut.SINK)).isFalse();
            assertThat(cost(cost, side)).as("seed %d", seed).isEqualTo(cheapest(cost));
        }
    }

    @Test
    void ofEqualOnesItIsTheNarrowest() {
        MinimumCut cut = new MinimumCut();
        int middle = cut.vertex();
        cut.edge(MinimumCut.SOURCE, middle, 3);
        cut.edge(middle, MinimumCut.SINK, 3);
        assertThat(cut.sourceSide().stream()).containsExactly(MinimumCut.SOURCE);
    }

    private static int cheapest(int[][] cost) {
        int cheapest = Integer.MAX_VALUE;
        for (long others = 0; others < 1L << (VERTICES - 2); others++) {
            BitSet side = BitSet.valueOf(new long[] {others << 2 | 1});
            cheapest = Math.min(cheapest, cost(cost, side));
        }
        return cheapest;
    }

    private static int cost(int[][] cost, BitSet side) {
        int sum = 0;
        for (int from = 0; from < VERTICES; from++) {
            for (int to = 0; to < VERTICES; to++) {
                sum += side.get(from) && !side.get(to) ? cost[from][to] : 0;
            }
        }
        return sum;
    }

    private static int[][] random(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[][] cost = new int[VERTICES][VERTICES];
        for (int[] row : cost) {
            for (int i = 0; i < row.length; i++) {
                row[i] = Math.max(0, random.nextInt(-10, 10));
            }
        }
        return cost;
    }
}
