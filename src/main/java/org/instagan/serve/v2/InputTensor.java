package org.instagan.serve.v2;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.instagan.serve.http.Refusal;

/**
 * A tensor of a request.
 *
 * @param binarySize bytes that it takes after the JSON; empty when its numbers are in the JSON
 * @param data its numbers, once they are read
 */
record InputTensor(
        String name, String datatype, List<Integer> shape, Optional<Integer> binarySize, Optional<Numbers> data) {

    InputTensor {
        shape = List.copyOf(shape);
    }

    /**
     * Takes the numbers off the binary part, where they are there.
     *
     * @throws Refusal when there are too few bytes, or too many
     */
    InputTensor withBinary(ByteBuffer bytes) {
        if (binarySize.isEmpty()) {
            return this;
        }
        if (data.isPresent()) {
            throw wrong("expected data or binary_data_size, got both");
        }
        int size = binarySize.get();
        if (size > bytes.remaining()) {
            throw wrong("expected " + size + " bytes as binary_data_size says, got " + bytes.remaining());
        }
        ByteBuffer own = bytes.slice(bytes.position(), size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(bytes.position() + size);
        return new InputTensor(name, datatype, shape, binarySize, Optional.of(Numbers.flat(values(own), true)));
    }

    /** None for a type that no tensor here has, which {@link #numbers} refuses by its name. */
    private float[] values(ByteBuffer bytes) {
        boolean whole = datatype.equals(TensorSpec.INT64);
        if (!whole && !datatype.equals(TensorSpec.FP32)) {
            return new float[0];
        }
        int width = whole ? Long.BYTES : Float.BYTES;
        if (bytes.remaining() % width != 0) {
            throw wrong("binary_data_size: expected a multiple of " + width + ", got " + bytes.remaining());
        }
        float[] values = new float[bytes.remaining() / width];
        for (int i = 0; i < values.length; i++) {
            values[i] = whole ? bytes.getLong() : bytes.getFloat();
        }
        return values;
    }

    /**
     * Its numbers.
     *
     * @throws Refusal unless it is of this type and they are as many as its shape says
     */
    Numbers numbers(String type) {
        if (!datatype.equals(type)) {
            throw wrong("expected datatype " + type + ", got '" + datatype + "'");
        }
        Numbers numbers = data.orElseThrow(() -> wrong("expected data, or the parameter binary_data_size"));
        long elements = 1;
        for (int size : shape) {
            elements = Math.min(elements * size, Integer.MAX_VALUE); // beyond it no array is as long
        }
        if (numbers.values().length != elements) {
            throw wrong("expected " + elements + " values for the shape " + shape + ", got " + numbers.values().length);
        }
        if (numbers.nesting().size() > 1 && !numbers.nesting().equals(shape)) {
            throw wrong("expected arrays nested as its shape " + shape + " says, got " + numbers.nesting());
        }
        return numbers;
    }

    /**
     * Its numbers, all of them in [-1,1].
     *
     * @throws Refusal as {@link #numbers} does
     */
    float[] floats() {
        float[] values = numbers(TensorSpec.FP32).values();
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i]) <= 1)) {
                throw wrong("expected numbers in [-1,1], got " + values[i] + " at " + i);
            }
        }
        return values;
    }

    Refusal wrong(String what) {
        return new Refusal(Refusal.UNPROCESSABLE, name + ": " + what);
    }
}
