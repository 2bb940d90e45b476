package org.instagan.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.graph.ElementType;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.model.Feed;
import org.instagan.platform.ort.OrtRuntime;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;

final class StepTensorsTest {
    @Test
    void whatWasCopiedBeforeAnInputIsMissingIsClosed() {
        Value first = new Value("first", ElementType.FLOAT, Shape.of(2));
        Value second = new Value("second", ElementType.FLOAT, Shape.of(2));
        Feed feed = new Feed();
        feed.put("first", FloatTensor.zeros(2));
        Map<String, OnnxTensor> made = new LinkedHashMap<>();
        assertThatThrownBy(() ->
                        StepTensors.fill(new StepTensors(made), OrtRuntime.environment(), List.of(first, second), feed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Training step: no value for its input 'second'");
        assertThat(made).containsOnlyKeys("first");
        assertThat(made.get("first").isClosed()).isTrue();
    }
}
