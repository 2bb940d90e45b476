/**
 * The graph representation: typed, shape-checked values and nodes, and {@link org.instagan.graph.GraphBuilder} to
 * make them. A graph is data, an ordered list; so it can be differentiated by walking it backwards and written as
 * ONNX by walking it forwards.
 *
 * <pre>{@code
 * GraphBuilder g = new GraphBuilder("twice");
 * Value x = g.input("x", ElementType.FLOAT, Shape.of(Dim.symbol("N"), Dim.of(3)));
 * Graph graph = g.build(List.of(g.named("y", g.add(x, x))));
 * }</pre>
 */
package org.instagan.graph;
