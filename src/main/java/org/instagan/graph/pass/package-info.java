/**
 * What rewrites a graph: {@link org.instagan.graph.pass.ParameterSlices} cuts weights that the graph would slice; {@link org.instagan.graph.pass.HalfPrecision} gives every float value of a graph one of two types and
 * puts Casts between them, as few as there can be.
 *
 * <pre>{@code
 * Program half = HalfPrecision.pass(org.instagan.graph.pass.Options.defaults()).apply(program);
 * byte[] model = OnnxWriter.inferenceModel(half.graph(), half.weights(), metadata); // rounds them
 * }</pre>
 */
package org.instagan.graph.pass;
