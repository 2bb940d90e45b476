/**
 * InstaGAN (arXiv 1812.10889): {@link org.instagan.model.instagan.Generator}, {@link
 * org.instagan.model.instagan.Discriminator}, the losses, {@link org.instagan.model.instagan.SequentialStep}, the graph of one
 * sequential training step with its gradients, and {@link org.instagan.model.instagan.TranslationGraph}, the exported pieces.
 */
package org.instagan.model.instagan;
