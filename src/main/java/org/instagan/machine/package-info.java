/**
 * What the operating system tells of this machine and of this process: {@link org.instagan.machine.Processor}, {@link
 * org.instagan.machine.ResidentMemory}; and what NVIDIA's driver tells of GPUs: {@link org.instagan.machine.NvidiaSmi},
 * {@link org.instagan.machine.GpuMemory}. Linux tells most; elsewhere less is known, and said to be unknown.
 *
 * <pre>{@code
 * ResidentMemory.peak().ifPresent(bytes -> out.println(bytes / 1e6 + " MB"));
 * }</pre>
 *
 * <p>May depend on the JDK only.
 */
package org.instagan.machine;
