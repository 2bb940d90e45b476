package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.instagan.error.EnvironmentException;
import org.junit.jupiter.api.Test;

/** The accounting, over addresses that are only numbers. */
final class MemoryTest {
    private final List<Long> freed = new ArrayList<>();
    private final Memory memory = new Memory("GPU memory", new Memory.Source() {
        private long next = 0x20000;

        @Override
        public long allocate(long bytes) {
            next += 0x1000;
            return bytes > 1 << 30 ? 0 : next;
        }

        @Override
        public void free(long address) {
            freed.add(address);
        }
    });

    @Test
    void everyByteIsCountedUntilItIsGivenBackOnce() {
        Memory.Block a = memory.allocate(100);
        Memory.Block b = memory.allocate(0);
        assertThat(memory.inUse()).isEqualTo(101);
        assertThat(memory.blocksInUse()).isEqualTo(2);
        long address = a.address();
        a.close();
        a.close();
        assertThat(freed).containsExactly(address);
        assertThat(memory.inUse()).isEqualTo(1);
        assertThatThrownBy(a::address)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a block of GPU memory is used after it was given back");
        b.close();
        assertThat(memory.inUse()).isZero();
        assertThat(memory.blocksInUse()).isZero();
    }

    @Test
    void whatIsNotThereIsSaidInBytes() {
        try (Memory.Block held = memory.allocate(3 << 20)) {
            assertThatThrownBy(() -> memory.allocate(2L << 30))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageStartingWith(
                            "GPU memory: cannot allocate 2048 MiB more, this process holds 3 MiB; translate smaller");
            assertThat(memory.inUse()).isEqualTo(held.size());
        }
    }

    @Test
    void aSlotGrowsAndKeepsItsAddressForLess() {
        try (Slot slot = new Slot(memory, memory)) {
            long small = slot.device(100);
            assertThat(slot.device(60)).isEqualTo(small);
            assertThat(slot.device(200)).isNotEqualTo(small);
            assertThat(freed).containsExactly(small);
            assertThat(slot.pinned(10).size()).isEqualTo(10);
            assertThat(memory.inUse()).isEqualTo(210);
        }
        assertThat(memory.inUse()).isZero();
    }
}
