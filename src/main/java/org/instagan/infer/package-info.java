/**
 * Translation with an exported model: {@link org.instagan.infer.TranslationModel} runs one step, {@link
 * org.instagan.infer.SequentialTranslator} the whole sequence of an image's instances.
 *
 * <pre>{@code
 * try (TranslationModel model = TranslationModel.open(Path.of("onnx/shapes_A2B.onnx"), Device.CPU, 2)) {
 *     Sample out = new SequentialTranslator(model, 2).translate(sample);
 * }
 * }</pre>
 *
 * <p>One of the packages that know ONNX Runtime; may depend on {@code ort}, {@code model}, {@code data} and {@code
 * tensor}.
 */
package org.instagan.infer;
