/**
 * What the operating system tells of this machine and of this process: {@link org.instagan.machine.Processor}, {@link
 * org.instagan.machine.ResidentMemory}. Linux tells most; elsewhere less is known, and said to be unknown.
 *
 * <pre>{@code
 * ResidentMemory.peak().ifPresent(bytes -> out.println(bytes / 1e6 + " MB"));
 * }</pre>
 *
 * <p>May depend on the JDK only.
 */
package org.instagan.machine;
