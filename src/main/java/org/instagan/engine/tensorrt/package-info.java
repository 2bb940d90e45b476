/**
 * TensorRT: {@link org.instagan.engine.tensorrt.EngineCompiler} makes engines of an exported model's pieces, in a process of
 * its own; {@link org.instagan.engine.tensorrt.TensorRtEngine} runs them behind {@link org.instagan.engine.Engine}; {@link
 * org.instagan.engine.tensorrt.TensorRt} says whether any of it works on this machine, and why not.
 *
 * <pre>{@code
 * EngineCompiler compiler = new EngineCompiler(EngineCompiler.Settings.defaults(), System.out::println);
 * Path engine = compiler.compile(Path.of("onnx/sheep/A2B.onnx"), Path.of("trt-engines/sheep"));
 * try (Engine opened = TensorRtEngine.open(engine, TensorRtEngine.Options.defaults());
 *         Translator translator = new Translator(opened, Translator.Options.defaults())) {
 *     System.out.println(translator.card());
 * }
 * }</pre>
 *
 * <p>The only package that knows JavaCPP and its presets of CUDA and TensorRT. Nothing native is loaded before it is
 * asked for. Three rules keep the native side sound: {@link org.instagan.engine.tensorrt.TensorRt#require} comes before any
 * call of TensorRT, because without a GPU its factories return pointers that kill the process; every pointer passes
 * {@link org.instagan.engine.tensorrt.Natives#need}; and every device or pinned address has one owner, a {@link
 * org.instagan.engine.tensorrt.Memory.Block}. The presets cannot delete TensorRT's own objects, so its runtime and its engines
 * live as long as the process.
 */
package org.instagan.engine.tensorrt;
