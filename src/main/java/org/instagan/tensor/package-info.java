/** Tensors as plain Java arrays, and their file format (safetensors). Knows only the JDK and {@code error}. */
package org.instagan.tensor;
