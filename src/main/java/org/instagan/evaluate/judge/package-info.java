/**
 * What became of pictures: how far their background, their instances and their way back are as they should be, without a
 * truth or with one.
 *
 * <pre>{@code
 * Translator forward = Translator.open(Path.of("A2B.onnx"), Translator.Options.defaults());
 * try (Judge judge = new Judge(forward, Optional.empty())) {
 *     Instances picture = InstanceFolder.open(Path.of("images"), Path.of("masks")).items().get(0).read();
 *     Judgement judgement = judge.judge(picture, Optional.empty()).judgement();
 *     System.out.println(judgement.contextPsnr() + " dB, " + judgement.kept() + " instances kept");
 * }
 * }</pre>
 */
package org.instagan.evaluate.judge;
