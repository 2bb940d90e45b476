package org.instagan.weights.pytorch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.instagan.weights.FloatTensor;

/** The pickle, protocol 2, of an OrderedDict of float32 tensors, each in a storage of its own: {@code 0}, {@code 1}, …. */
final class Pickler {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Pickler() {}

    static byte[] stateDict(Map<String, FloatTensor> tensors) {
        Pickler pickler = new Pickler();
        pickler.op(0x80).op(2);
        pickler.emptyDict().op('(');
        int key = 0;
        for (Map.Entry<String, FloatTensor> entry : tensors.entrySet()) {
            pickler.text(entry.getKey()).tensor(key++, entry.getValue());
        }
        return pickler.op('u').op('.').out.toByteArray();
    }

    private Pickler op(int opcode) {
        out.write(opcode);
        return this;
    }

    private Pickler emptyDict() {
        return callable(Callable.ORDERED_DICT).op(')').op('R');
    }

    private Pickler tensor(int key, FloatTensor tensor) {
        callable(Callable.REBUILD_TENSOR_V2).op('(');
        op('(').text("storage")
                .callable(Callable.FLOAT)
                .text(Integer.toString(key))
                .text("cpu");
        number(tensor.data().length).op('t').op('Q');
        number(0);
        op('(');
        for (long size : tensor.shape()) {
            number(Math.toIntExact(size));
        }
        op('t').op('(');
        int stride = tensor.data().length;
        for (long size : tensor.shape()) {
            stride = size == 0 ? 1 : stride / (int) size;
            number(stride);
        }
        return op('t').op(0x89).emptyDict().op('t').op('R');
    }

    private Pickler callable(Callable callable) {
        String name = callable.toString();
        int dot = name.lastIndexOf('.');
        op('c').out.writeBytes((name.substring(0, dot) + "\n" + name.substring(dot + 1) + "\n").getBytes(UTF_8));
        return this;
    }

    private Pickler text(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return op('X').integer(bytes.length).bytes(bytes);
    }

    private Pickler number(int value) {
        return op('J').integer(value);
    }

    private Pickler integer(int value) {
        return bytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private Pickler bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }
}
