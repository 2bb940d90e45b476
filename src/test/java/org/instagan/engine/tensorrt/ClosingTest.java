package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.instagan.engine.Closing;
import org.instagan.error.DeviceLostException;
import org.junit.jupiter.api.Test;

/** What frees a lane's memory once its GPU is lost, and every call of CUDA's fails. */
final class ClosingTest {
    private final AtomicInteger freed = new AtomicInteger();

    /** Memory of a GPU that fails at each free. */
    private final Memory lost = new Memory("GPU memory", new Memory.Source() {
        private long next = 1;

        @Override
        public long allocate(long bytes) {
            return next++ << 20;
        }

        @Override
        public void free(long address) {
            freed.incrementAndGet();
            throw Natives.failure(700, "Freeing GPU memory: an illegal memory access was encountered");
        }
    });

    @Test
    void closingGoesOnPastTheFirstFailingFree() {
        Slot first = new Slot(lost, lost);
        Slot second = new Slot(lost, lost);
        first.device(8);
        first.pinned(8);
        second.device(8);
        assertThatThrownBy(() -> Closing.all(List.of(first, second)))
                .isInstanceOf(DeviceLostException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
        assertThat(freed).hasValue(3);
        assertThat(lost.inUse()).isZero();
        Closing.all(List.of(first, second)); // nothing is freed twice
        assertThat(freed).hasValue(3);
    }

    @Test
    void onlyErrorsThatStayAreALostGpu() {
        assertThat(Natives.failure(700, "x")).isInstanceOf(DeviceLostException.class);
        assertThat(Natives.failure(2, "x")).isInstanceOf(TensorRtFailure.class);
    }
}
