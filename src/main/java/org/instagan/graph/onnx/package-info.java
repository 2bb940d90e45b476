/**
 * Graphs to ONNX and back: {@link org.instagan.graph.onnx.OnnxWriter}, {@link org.instagan.graph.onnx.OnnxReader}. Alone in
 * knowing protobuf.
 */
package org.instagan.graph.onnx;
