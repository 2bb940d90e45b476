/**
 * Exported models on ONNX Runtime: {@link org.instagan.engine.ort.OrtEngine} runs the pieces, {@link
 * org.instagan.engine.ort.TranslationModel} the plain file, step by step.
 */
package org.instagan.engine.ort;
