package org.instagan.graph;

/** Element types in use, with their numbers in ONNX's {@code TensorProto.DataType} and their size. */
public enum ElementType {
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    INT32(6, 4),
    INT64(7, 8),
    BOOL(9, 1),
    FLOAT16(10, 2);

    private final int onnx;
    private final int bytes;

    ElementType(int onnx, int bytes) {
        this.onnx = onnx;
        this.bytes = bytes;
    }

    public int onnx() {
        return onnx;
    }

    /** Of an element. */
    public int bytes() {
        return bytes;
    }

    /** FLOAT or FLOAT16. */
    public boolean isFloat() {
        return this == FLOAT || this == FLOAT16;
    }
}
