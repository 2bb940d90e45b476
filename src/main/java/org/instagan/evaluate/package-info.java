/**
 * How good a translation is, in numbers: what stayed that should stay, and what became of the instances.
 *
 * <pre>{@code
 * Tally tally = new Tally(target);
 * tally.add(source, translated, truth);
 * double decibels = tally.scores().backgroundPsnr();
 * }</pre>
 *
 * <p>Main types: {@link org.instagan.evaluate.Tally} and {@link org.instagan.evaluate.Scores}.
 */
package org.instagan.evaluate;
