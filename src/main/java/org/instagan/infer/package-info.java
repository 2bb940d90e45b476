/**
 * Translation with an exported model: {@link org.instagan.infer.Translator} runs the whole sequence of every image's
 * instances over an {@link org.instagan.infer.Engine}, {@link org.instagan.infer.OrtEngine} on ONNX Runtime; {@link
 * org.instagan.infer.TranslationModel} is the plain file, step by step.
 *
 * <pre>{@code
 * try (Translator translator = Translator.open(Path.of("onnx/sheep/A2B.onnx"), Translator.Options.defaults())) {
 *     Instances sheep = InstanceFolder.openOne(Path.of("sheep.jpg"), Path.of("masks")).items().get(0).read();
 *     Instances giraffes = translator.translate(sheep);
 *     Images.writePng(giraffes.image(), Path.of("giraffes.png"));
 * }
 * }</pre>
 *
 * <p>One of the packages that know ONNX Runtime; may depend on {@code ort}, {@code model}, {@code data} and {@code
 * tensor}.
 */
package org.instagan.infer;
