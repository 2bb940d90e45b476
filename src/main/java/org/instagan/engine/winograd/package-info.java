/**
 * Residual blocks by Winograd's algorithm on a CPU: {@link org.instagan.engine.winograd.ResidualChain} transforms pixels,
 * weights and products in Java, and leaves the {@link org.instagan.engine.winograd.Products} to whoever multiplies
 * matrices fastest. Knows neither models nor ONNX Runtime.
 */
package org.instagan.engine.winograd;
