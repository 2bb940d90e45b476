/**
 * ONNX Runtime's process-wide set-up: which native library is loaded and from where, the one environment, and what works
 * on this machine. {@link org.instagan.ort.OrtRuntime#environment()} is the only way to an environment; {@link
 * org.instagan.ort.ProcessEnd#call} is how what computes is called, so that Ctrl-C ends it without a crash; {@link
 * org.instagan.ort.Doctor} reports. Depends on {@code error} alone.
 */
package org.instagan.ort;
