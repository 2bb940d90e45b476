/**
 * Layers over the graph: convolutions with their parameters, instance normalisation, spectral normalisation, and the
 * ragged bookkeeping of {@link org.instagan.nn.Instances}. May depend on {@code autodiff} and {@code graph}.
 */
package org.instagan.nn;
