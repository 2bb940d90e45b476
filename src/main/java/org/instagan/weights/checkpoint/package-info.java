/**
 * ONNX Runtime's training checkpoint as a Java value: {@link org.instagan.weights.checkpoint.TrainingState}, read and written
 * by {@link org.instagan.weights.checkpoint.CheckpointFile}. This is how weights get into a training session and out of it.
 *
 * <pre>{@code
 * CheckpointFile.write(path, TrainingState.initial(trainable, frozen));
 * // … train, saveCheckpoint(path, true) …
 * TrainingState state = CheckpointFile.read(path);
 * }</pre>
 *
 * <p>Alone in knowing FlatBuffers.
 */
package org.instagan.weights.checkpoint;
