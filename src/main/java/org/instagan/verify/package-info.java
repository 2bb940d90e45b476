/**
 * Two models held against each other, step by step, on real images and on edge cases: {@link
 * org.instagan.verify.Verification}; where they part, {@link org.instagan.verify.NodeComparison}.
 *
 * <pre>{@code
 * List<StepDifference> steps = Verification.run(fp32, fp16, cases, options);
 * boolean passed = steps.stream().allMatch(thresholds::allow);
 * }</pre>
 *
 * <p>May depend on {@code infer}, {@code onnx}, {@code data}, {@code image}, {@code tensor} and {@code error}.
 */
package org.instagan.verify;
