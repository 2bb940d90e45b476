/**
 * Runtimes by the names that commands take: {@link org.instagan.engine.select.Backend} opens an exported model on one of
 * them, in its pieces or as the plain file.
 *
 * <pre>{@code
 * Engine engine = Backend.parse("ort-cpu").open(Path.of("onnx/sheep/A2B.onnx"), Backend.Form.PIECES, 2);
 * }</pre>
 */
package org.instagan.engine.select;
