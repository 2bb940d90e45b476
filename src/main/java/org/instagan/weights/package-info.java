/**
 * Named tensors as plain Java arrays ({@link org.instagan.weights.FloatTensor}) and their file format, {@link
 * org.instagan.weights.Safetensors}.
 */
package org.instagan.weights;
