/**
 * Training: {@link org.instagan.train.Trainer} runs an iteration of sequential steps through
 * {@link org.instagan.train.StepRunner}, ONNX Runtime's training session.
 */
package org.instagan.train;
