/**
 * A generator's weights as ONNX files, whole and in pieces: {@link org.instagan.model.artifact.Exporter} writes them in a
 * {@link org.instagan.model.artifact.ExportFormat}.
 */
package org.instagan.model.artifact;
