/**
 * Training: {@link org.instagan.train.Trainer} runs an iteration of sequential steps through
 * {@link org.instagan.train.StepRunner}, ONNX Runtime's training session. May depend on {@code model},
 * {@code checkpoint}, {@code onnx} and {@code ort}.
 */
package org.instagan.train;
