/**
 * Recorded runs of the authors' code, replayed: {@link org.instagan.parity.RecordedCase} reads one, {@link
 * org.instagan.parity.Replay} trains it again through the real trainer, {@link org.instagan.parity.Comparison} says how
 * far the two are apart.
 *
 * <pre>{@code
 * RecordedCase recorded = RecordedCase.read(Path.of("pairs.json"));
 * Comparison comparison = Comparison.of(recorded, Replay.of(recorded, 2));
 * }</pre>
 *
 * <p>May depend on {@code train}, {@code infer} and what those know.
 */
package org.instagan.parity;
