/**
 * Datasets of images with instance masks, and the stream of augmented, unpaired batches that training reads.
 *
 * <pre>{@code
 * InstanceFolder sheep = InstanceFolder.open(root.resolve("trainA"), root.resolve("trainA_seg")).requireMasks();
 * try (UnpairedLoader loader = new UnpairedLoader(sheep, giraffes, augment, 1, seed, 2)) {
 *     for (int i = 0; i < loader.batchesPerEpoch(); i++) {
 *         Batch batch = loader.next(epoch, i);
 *     }
 * }
 * }</pre>
 *
 * <p>Main types: {@link org.instagan.data.InstanceFolder}, {@link org.instagan.data.Augment},
 * {@link org.instagan.data.Sample}, {@link org.instagan.data.UnpairedLoader}.
 */
package org.instagan.data;
