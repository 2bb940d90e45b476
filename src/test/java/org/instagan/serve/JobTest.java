package org.instagan.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.instagan.TinyModel;
import org.instagan.serve.http.Deadline;
import org.instagan.serve.http.Refusal;
import org.junit.jupiter.api.Test;

final class JobTest {
    @Test
    void whoIsInterruptedWhileWaitingStaysInterrupted() {
        Job job = new Job(List.of(TinyModel.sample(1, 4)));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> job.await(Deadline.in(60_000)))
                .isInstanceOf(Refusal.class)
                .hasMessage("server: it was stopped before this request was done");
        assertThat(Thread.interrupted()).isTrue(); // and is cleared for the next test
        assertThat(job.isOver()).isTrue();
    }
}
