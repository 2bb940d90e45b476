/**
 * Layers over the graph: convolutions with their parameters, instance normalisation, spectral normalisation, and the
 * ragged bookkeeping of {@link org.instagan.model.layer.MaskRows}.
 */
package org.instagan.model.layer;
