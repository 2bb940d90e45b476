/**
 * ONNX Runtime's training checkpoint. {@link org.instagan.weights.checkpoint.CheckpointFile} writes first weights for a
 * session and reads what the session saved, both without holding them: {@link
 * org.instagan.weights.checkpoint.SessionState}.
 *
 * <pre>{@code
 * CheckpointFile.write(path, NamedTensors.of(weights));
 * // … train, saveCheckpoint(path, true) …
 * FloatTensor one = CheckpointFile.open(path).weights().get("G_A.encoder_img.1.weight");
 * }</pre>
 *
 * <p>Alone in knowing FlatBuffers.
 */
package org.instagan.weights.checkpoint;
