/**
 * A run turned into checked artefacts: {@link org.instagan.export.RunExport} checks every exported model against the
 * training graph before it appears, {@link org.instagan.export.TritonRepository} lays it out for NVIDIA Triton.
 */
package org.instagan.export;
