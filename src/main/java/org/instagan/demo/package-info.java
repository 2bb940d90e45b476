/**
 * A data set that is drawn, so that training can be tried without one: red discs (A) and purple triangles (B) in front
 * of landscapes, each shape with its mask; and {@link org.instagan.demo.Demo}, the product from end to end on it.
 *
 * <pre>{@code
 * SyntheticData.write(Path.of("shapes"), 64, 200, 20, 1); // shapes/trainA, shapes/trainA_seg, …
 * }</pre>
 *
 * <p>Main type: {@link org.instagan.demo.SyntheticData}.
 */
package org.instagan.demo;
