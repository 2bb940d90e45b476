/**
 * Public API. Translation with an exported model: {@link org.instagan.translate.Translator} runs the whole sequence of every image's
 * instances over an {@link org.instagan.engine.Engine}.
 *
 * <pre>{@code
 * try (Translator translator = Translator.open(model, Translator.Options.defaults())) {
 *     Instances source = InstanceFolder.openOne(picture, masks).items().get(0).read();
 *     Instances translated = translator.translate(source);
 *     Images.writePng(translated.image(), result);
 *     System.out.println(translated.masks().size() + " instances, " + translator.card().direction());
 * }
 * }</pre>
 */
package org.instagan.translate;
