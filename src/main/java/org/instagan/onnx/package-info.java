/**
 * Graphs to ONNX and back: {@link org.instagan.onnx.OnnxWriter}, {@link org.instagan.onnx.OnnxReader}. The only package
 * that knows protobuf; may depend on {@code graph}, {@code tensor} and {@code error}.
 */
package org.instagan.onnx;
