/**
 * Recorded runs of the authors' code, replayed: {@link org.instagan.evaluate.parity.RecordedCase} reads one, {@link
 * org.instagan.evaluate.parity.Replay} trains it again through the real trainer, {@link org.instagan.evaluate.parity.ParityResult} says how
 * far the two are apart.
 *
 * <pre>{@code
 * RecordedCase recorded = RecordedCase.read(Path.of("pairs.json"));
 * ParityResult comparison = ParityResult.of(recorded, Replay.of(recorded, Device.CPU, 2));
 * }</pre>
 */
package org.instagan.evaluate.parity;
