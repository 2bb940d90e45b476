/**
 * Translation with an exported model: {@link org.instagan.infer.Translator} runs the whole sequence of every image's
 * instances over an {@link org.instagan.infer.Engine}, {@link org.instagan.infer.OrtEngine} on ONNX Runtime; {@link
 * org.instagan.infer.TranslationModel} is the plain file, step by step.
 *
 * <pre>{@code
 * try (Translator translator = Translator.open(model, Translator.Options.defaults())) {
 *     Instances source = InstanceFolder.openOne(picture, masks).items().get(0).read();
 *     Instances translated = translator.translate(source);
 *     Images.writePng(translated.image(), result);
 *     System.out.println(translated.masks().size() + " instances, " + translator.card().direction());
 * }
 * }</pre>
 *
 * <p>One of the packages that know ONNX Runtime; may depend on {@code ort}, {@code model}, {@code data} and {@code
 * tensor}.
 */
package org.instagan.infer;
