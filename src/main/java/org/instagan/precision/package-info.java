/**
 * Graphs in FP16: {@link org.instagan.precision.HalfPrecision} gives every float value of a graph one of two types and
 * puts Casts between them, as few as there can be.
 *
 * <pre>{@code
 * HalfPrecision.Converted half = HalfPrecision.convert(graph, Options.defaults());
 * byte[] model = OnnxWriter.inferenceModel(half.graph(), weights, metadata); // rounds the weights
 * }</pre>
 *
 * <p>May depend on {@code graph} and {@code error}.
 */
package org.instagan.precision;
