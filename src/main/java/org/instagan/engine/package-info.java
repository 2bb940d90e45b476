/**
 * What runs a generator in pieces: the {@link org.instagan.engine.Engine} interface and the buffers that its
 * implementations share.
 */
package org.instagan.engine;
