/**
 * Reverse-mode differentiation of a graph under construction: {@link org.instagan.graph.autodiff.Gradients#of} appends the
 * backward pass. ONNX Runtime's training build runs gradients but cannot make them, so the project makes its own.
 *
 * <pre>{@code
 * Map<Value, Value> d = Gradients.of(g, loss, g.parameters());
 * }</pre>
 */
package org.instagan.graph.autodiff;
