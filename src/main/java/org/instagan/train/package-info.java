/**
 * Training. {@link org.instagan.train.TrainingRun} is a run from its configuration to its last checkpoint, in a {@link
 * org.instagan.train.RunFolder}; {@link org.instagan.train.Trainer} runs an iteration of sequential steps through {@link
 * org.instagan.train.StepRunner}, ONNX Runtime's training session; {@link org.instagan.train.Checkpoints} keeps what a
 * run goes on from.
 */
package org.instagan.train;
