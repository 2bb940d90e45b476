package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.instagan.error.EnvironmentException;
import org.junit.jupiter.api.Test;

/** Who has which block, over addresses that are only numbers. */
final class WorkingPoolTest {
    private static final long THERE_IS = 1000;

    private final List<String> events = new ArrayList<>();
    private long used;
    private final Memory memory = new Memory("GPU memory", new Memory.Source() {
        private long next = 0x10000;
        private final List<long[]> blocks = new ArrayList<>();

        @Override
        public long allocate(long bytes) {
            if (used + bytes > THERE_IS) {
                return 0;
            }
            used += bytes;
            next += 0x1000;
            blocks.add(new long[] {next, bytes});
            return next;
        }

        @Override
        public void free(long address) {
            blocks.stream().filter(block -> block[0] == address).forEach(block -> used -= block[1]);
            events.add("free");
        }
    });
    private final WorkingPool pool = new WorkingPool(memory);

    private void settle() {
        events.add("settle");
    }

    @Test
    void oneBlockServesAllWhoComeOneAfterTheOther() {
        WorkingPool.Room a = pool.open();
        WorkingPool.Room b = pool.open();
        Memory.Block block = a.atLeast(100, this::settle);
        assertThat(a.atLeast(60, this::settle)).isSameAs(block);
        a.release();
        assertThat(b.atLeast(80, this::settle)).isSameAs(block);
        assertThat(memory.inUse()).isEqualTo(100);
        b.release();
        a.close();
        assertThat(memory.inUse()).isEqualTo(100);
        b.close();
        assertThat(memory.inUse()).isZero();
        assertThat(events).containsExactly("free");
    }

    @Test
    void whatRunsAtOnceHasABlockEach() {
        WorkingPool.Room a = pool.open();
        WorkingPool.Room b = pool.open();
        assertThat(a.atLeast(100, this::settle)).isNotSameAs(b.atLeast(100, this::settle));
        assertThat(memory.inUse()).isEqualTo(200);
        a.close();
        b.close();
        assertThat(memory.inUse()).isZero();
    }

    @Test
    void aLargerOneReplacesWhatIsHeldOnceThatIsNotInUse() {
        WorkingPool.Room room = pool.open();
        room.atLeast(100, this::settle);
        assertThat(room.atLeast(300, this::settle).size()).isEqualTo(300);
        assertThat(events).containsExactly("settle", "free");
        assertThat(memory.inUse()).isEqualTo(300);
        room.release();
        // The small call comes first again: nothing is given back in the middle this time.
        assertThat(room.atLeast(100, this::settle).size()).isEqualTo(300);
        room.atLeast(300, this::settle);
        assertThat(events).containsExactly("settle", "free");
        room.close();
    }

    @Test
    void aGraphsOwnBlockIsTakenWhereNobodyHasIt() {
        WorkingPool.Room a = pool.open();
        WorkingPool.Room b = pool.open();
        Memory.Block block = a.atLeast(100, this::settle);
        assertThat(a.has(block)).isTrue();
        assertThat(b.has(block)).isFalse();
        a.release();
        assertThat(b.has(block)).isTrue();
        assertThat(a.has(block)).isFalse();
        b.atLeast(200, this::settle);
        b.release();
        assertThat(a.has(block)).as("it was freed").isFalse();
        a.close();
        b.close();
    }

    @Test
    void whereThereIsNoRoomNothingIsLost() {
        WorkingPool.Room room = pool.open();
        room.atLeast(600, this::settle);
        room.release();
        assertThatThrownBy(() -> room.atLeast(2000, this::settle)).isInstanceOf(EnvironmentException.class);
        room.close();
        assertThat(memory.inUse()).isZero();
        assertThat(used).isZero();
    }
}
