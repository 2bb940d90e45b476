/**
 * ONNX Runtime's training checkpoint as a Java value: {@link org.instagan.checkpoint.TrainingState}, read and written
 * by {@link org.instagan.checkpoint.CheckpointFile}. This is how weights get into a training session and out of it.
 *
 * <pre>{@code
 * CheckpointFile.write(path, TrainingState.initial(trainable, frozen));
 * // … train, saveCheckpoint(path, true) …
 * TrainingState state = CheckpointFile.read(path);
 * }</pre>
 *
 * Knows {@code tensor}, {@code error} and FlatBuffers, which nothing else knows.
 */
package org.instagan.checkpoint;
