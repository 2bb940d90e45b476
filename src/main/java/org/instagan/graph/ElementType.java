package org.instagan.graph;

/** Element types in use, with their numbers in ONNX's {@code TensorProto.DataType}. */
public enum ElementType {
    FLOAT(1),
    INT64(7),
    BOOL(9),
    FLOAT16(10);

    private final int onnx;

    ElementType(int onnx) {
        this.onnx = onnx;
    }

    public int onnx() {
        return onnx;
    }

    /** FLOAT or FLOAT16. */
    public boolean isFloat() {
        return this == FLOAT || this == FLOAT16;
    }
}
