/**
 * The networks of CycleGAN (arXiv 1703.10593): a generator of nine residual blocks and a PatchGAN discriminator of three
 * layers, here under spectral normalisation as in the authors' code of InstaGAN.
 *
 * <pre>{@code
 * GraphBuilder g = new GraphBuilder("plain");
 * PlainGenerator generator = new PlainGenerator(new Layers(g, new Parameters(g), Design.usual(64, 64)), "G_A", 3);
 * }</pre>
 */
package org.instagan.model.cyclegan;
