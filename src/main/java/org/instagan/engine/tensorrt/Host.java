package org.instagan.engine.tensorrt;

/**
 * What an engine depends on, of the machine it was built on or is to run on.
 *
 * @param tensorRt version, {@code 11.2.1}
 * @param cuda version of the CUDA runtime, {@code 13.3}
 * @param driver newest CUDA version that the driver serves
 * @param gpu name
 * @param capability compute capability, 90 for 9.0
 */
record Host(String tensorRt, String cuda, String driver, String gpu, int capability) {
    /** As NVIDIA's tools name it: {@code sm_90}. */
    String sm() {
        return "sm_" + capability;
    }

    /** TensorRT's first number. */
    String generation() {
        return tensorRt.replaceFirst("\\..*", "");
    }
}
