/**
 * The Open Inference Protocol, version 2, with its binary tensor data: {@link org.instagan.serve.v2.TensorFormat} reads
 * requests and writes answers.
 */
package org.instagan.serve.v2;
