package org.instagan.engine.tensorrt;

import java.util.Optional;

/** TensorRT's version, or CUDA's with patch 0. */
record Version(int major, int minor, int patch) {
    /** Of the number in TensorRT 10 and 11: 110201 is 11.2.1. */
    static Version ofTensorRt(int number) {
        return new Version(number / 10_000, number / 100 % 100, number % 100);
    }

    /** Of CUDA's number: 13030 is 13.3. */
    static Version ofCuda(int number) {
        return new Version(number / 1000, number % 1000 / 10, 0);
    }

    /**
     * Why the library cannot serve these classes; empty where it can.
     *
     * @param library found on the machine
     * @param classes what the presets were generated from
     */
    static Optional<String> mismatch(Version library, Version classes) {
        boolean serves = library.major == classes.major && library.minor >= classes.minor;
        return serves
                ? Optional.empty()
                : Optional.of("the library is TensorRT " + library + ", this program was built for " + classes.major
                        + "." + classes.minor + "; install that or a later " + classes.major + ".x, or build with"
                        + " -Dtensorrt=" + library.major);
    }

    @Override
    public String toString() {
        return major + "." + minor + (patch == 0 ? "" : "." + patch);
    }
}
