package org.instagan.engine.tensorrt;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.instagan.error.InputException;
import org.junit.jupiter.api.Test;

final class TensorRtTest {
    @Test
    void aRefusalKeepsWhatWasThrownWhenALibraryWasLoaded() {
        assumeTrue(!TensorRt.examine().works() && Libraries.cause().isPresent(), "TensorRT's libraries load here");
        assertThatThrownBy(() -> TensorRt.require(0))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("TensorRT does not work here: ")
                .cause()
                .isInstanceOfAny(LinkageError.class, ClassNotFoundException.class);
    }
}
