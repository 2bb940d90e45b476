/**
 * InstaGAN (arXiv 1812.10889): {@link org.instagan.model.Generator}, {@link org.instagan.model.Discriminator}, the
 * losses, and {@link org.instagan.model.SequentialStep}, the graph of one sequential training step with its gradients.
 * May depend on {@code nn}, {@code autodiff} and {@code graph}.
 */
package org.instagan.model;
