/**
 * What the operating system tells of this machine and of this process: {@link org.instagan.platform.Processor}, {@link
 * org.instagan.platform.ResidentMemory}; which shared
 * libraries its loader finds: {@link org.instagan.platform.SharedLibrary}; and what NVIDIA's driver tells of GPUs: {@link org.instagan.platform.NvidiaSmi},
 * {@link org.instagan.platform.GpuMemory}. Linux tells most; elsewhere less is known, and said to be unknown.
 *
 * <pre>{@code
 * ResidentMemory.peak().ifPresent(bytes -> out.println(bytes / 1e6 + " MB"));
 * }</pre>
 */
package org.instagan.platform;
