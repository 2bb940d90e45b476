/**
 * What rewrites a graph: {@link org.instagan.graph.pass.ParameterSlices} cuts weights that the graph would slice; {@link org.instagan.graph.pass.HalfPrecision} gives every float value of a graph one of two types and
 * puts Casts between them, as few as there can be.
 *
 * <pre>{@code
 * HalfPrecision.Converted half = HalfPrecision.convert(graph, Options.defaults());
 * byte[] model = OnnxWriter.inferenceModel(half.graph(), weights, metadata); // rounds the weights
 * }</pre>
 */
package org.instagan.graph.pass;
