package org.instagan.graph;

import java.util.List;

/** An attribute of a node, by its ONNX type. */
public sealed interface Attribute {
    record Int(long value) implements Attribute {}

    record Real(float value) implements Attribute {}

    record Text(String value) implements Attribute {}

    record Ints(List<Long> values) implements Attribute {
        public static Ints of(long... values) {
            return new Ints(java.util.Arrays.stream(values).boxed().toList());
        }
    }

    record Subgraph(Graph graph) implements Attribute {}
}
