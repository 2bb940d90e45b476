/**
 * ONNX Runtime's process-wide set-up: which native library is loaded and from where, the one environment, and what works
 * on this machine. {@link org.instagan.platform.ort.OrtRuntime#environment()} is the only way to an environment; {@link
 * org.instagan.platform.ort.ProcessEnd#call} is how what computes is called, so that Ctrl-C ends it without a crash; {@link
 * org.instagan.platform.ort.Doctor} reports.
 */
package org.instagan.platform.ort;
