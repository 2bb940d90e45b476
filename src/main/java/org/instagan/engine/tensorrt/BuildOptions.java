package org.instagan.engine.tensorrt;

import org.instagan.error.InputException;

/**
 * What TensorRT's builder is told besides the shapes. What is computed in which precision is not among it: the ONNX
 * model says that, operator by operator.
 *
 * @param level of optimization, 0 to 5; more takes longer to build
 * @param workspaceMib memory that a layer may use while it runs, or 0: all there is
 * @param tf32 whether FP32 products may be rounded to TF32 on their way in
 * @param refittable whether the weights may be exchanged later
 * @param versionCompatible whether later versions of TensorRT may run it; slower
 */
public record BuildOptions(
        int level,
        long workspaceMib,
        boolean tf32,
        boolean refittable,
        boolean versionCompatible,
        HardwareCompatibility hardware) {
    private static final int MOST = 5;
    private static final int USUAL = 3;

    /** @throws InputException when a number is out of range */
    public BuildOptions {
        if (level < 0 || level > MOST) {
            throw new InputException("opt-level: expected 0 to " + MOST + ", got " + level);
        }
        if (workspaceMib < 0) {
            throw new InputException("workspace: expected MiB, or 0 for all there is, got " + workspaceMib);
        }
    }

    /** These, of an engine that says so of itself. */
    BuildOptions refittable(boolean itIs) {
        return new BuildOptions(level, workspaceMib, tf32, itIs, versionCompatible, hardware);
    }

    /** TensorRT's own defaults, but for TF32, which it has on: here FP32 means FP32. */
    public static BuildOptions defaults() {
        return new BuildOptions(USUAL, 0, false, false, false, HardwareCompatibility.NONE);
    }
}
