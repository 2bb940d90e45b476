/**
 * A dataset out of nothing, so that training can be tried without one: warm discs (A) and cold triangles (B) before
 * backgrounds of one distribution, each shape with its mask.
 *
 * <pre>{@code
 * SyntheticData.write(Path.of("shapes"), 64, 200, 20, 1); // shapes/trainA, shapes/trainA_seg, …
 * }</pre>
 *
 * <p>Main type: {@link org.instagan.demo.SyntheticData}. May depend on {@code image}, {@code data}, {@code tensor} and
 * {@code error}.
 */
package org.instagan.demo;
