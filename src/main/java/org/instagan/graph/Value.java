package org.instagan.graph;

/** A named, typed value of a graph: an input, a parameter, a constant or a node's output. */
public record Value(String name, ElementType type, Shape shape) {
    /** An optional operand or result that is left out; ONNX writes it as an empty name. */
    public static final Value NONE = new Value("", ElementType.BOOL, Shape.of(0));

    public boolean isNone() {
        return equals(NONE);
    }

    @Override
    public String toString() {
        return name + " " + type + shape;
    }
}
