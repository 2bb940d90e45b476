package org.instagan.engine.tensorrt;

import java.util.Arrays;
import java.util.List;

/**
 * A tensor of an engine and where its numbers are. Equal ones make equal CUDA graphs: a graph holds addresses.
 *
 * @param address on the GPU
 * @param shape of an input; empty for an output, whose shape TensorRT infers
 */
record Binding(String tensor, long address, List<Long> shape) {
    static Binding input(String tensor, long address, long... shape) {
        return new Binding(tensor, address, Arrays.stream(shape).boxed().toList());
    }

    static Binding output(String tensor, long address) {
        return new Binding(tensor, address, List.of());
    }

    boolean isInput() {
        return !shape.isEmpty();
    }

    long[] sizes() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }
}
