/**
 * State dicts as {@code torch.save} writes them, read without running anything that a file asks for.
 *
 * <pre>{@code
 * Map<String, FloatTensor> weights = StateDict.read(Path.of("latest_net_G_A.pth"));
 * }</pre>
 */
package org.instagan.weights.pytorch;
