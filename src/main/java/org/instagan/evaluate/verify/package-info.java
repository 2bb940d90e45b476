/**
 * Two models compared, step by step, on real images and on edge cases: {@link
 * org.instagan.evaluate.verify.Verification}; where they part, {@link org.instagan.evaluate.verify.NodeComparison}.
 *
 * <pre>{@code
 * List<StepDifference> steps = Verification.run(fp32, fp16, verified);
 * boolean passed = steps.stream().allMatch(thresholds::allow);
 * }</pre>
 */
package org.instagan.evaluate.verify;
