package org.instagan.engine.tensorrt;

/**
 * What the child process is to refit, as it reads it from a file.
 *
 * @param engine its file
 * @param hostCode whether it brings code for the host
 * @param onnx the model whose weights it gets
 * @param folder takes what a {@link BuildRequest}'s does
 */
record RefitRequest(String engine, boolean hostCode, String onnx, String folder) {}
