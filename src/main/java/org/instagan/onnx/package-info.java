/** Graphs to ONNX. The only package that knows protobuf; may depend on {@code graph} and {@code tensor}. */
package org.instagan.onnx;
