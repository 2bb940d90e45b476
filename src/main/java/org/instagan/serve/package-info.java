/**
 * Models behind HTTP: {@link org.instagan.serve.TranslationServer} speaks the Open Inference Protocol, version 2, takes
 * pictures at a plain endpoint, gathers requests into batches, and counts what it does for Prometheus. The endpoints
 * and options are described in {@code docs/serving.md}.
 *
 * <pre>{@code
 * Supplier<Translator> model = () -> Translator.open(Path.of("onnx/sheep/A2B.onnx"), Translator.Options.defaults());
 * try (TranslationServer server = TranslationServer.start(Map.of("sheep", List.of(model)), ServerOptions.defaults(), System.err)) {
 *     server.join();
 * }
 * }</pre>
 *
 * <p>Alone in knowing Jetty and Micrometer; reads no file but through the models' openers.
 */
package org.instagan.serve;
