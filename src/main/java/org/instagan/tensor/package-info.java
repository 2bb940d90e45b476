/**
 * Tensors as plain Java arrays ({@link org.instagan.tensor.FloatTensor}), their file format ({@link
 * org.instagan.tensor.Safetensors}), and files that appear whole or not at all ({@link
 * org.instagan.tensor.WholeFile}). Knows the JDK, {@code error}, and Jackson for the header of the format.
 */
package org.instagan.tensor;
