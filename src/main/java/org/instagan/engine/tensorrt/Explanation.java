package org.instagan.engine.tensorrt;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What native failures mean, in a line with what to do. */
final class Explanation {
    /** The loader's complaint, after the file that it was loading for: which library, with its path where it exists. */
    private static final Pattern UNLOADABLE = Pattern.compile("([^ :]*lib[^ :/]+\\.so[.0-9]*): (?:cannot open shared"
            + " object file|file too short|invalid ELF header|wrong ELF class).*");

    private static final Pattern NO_BINDING = Pattern.compile("no (jni\\w+) in java\\.library\\.path.*");

    private static final List<Hint> HINTS = List.of(
            new Hint("libcuda.so", "install NVIDIA's driver, or in a container give it the GPU (--gpus all)"),
            new Hint("libcudart.so", "install the CUDA runtime, or put it on LD_LIBRARY_PATH"),
            new Hint("libnvonnxparser", "install NVIDIA's TensorRT packages with the ONNX parser"),
            new Hint("libnvinfer", "install NVIDIA's TensorRT packages, or put TensorRT on LD_LIBRARY_PATH"));

    private Explanation() {}

    private record Hint(String library, String advice) {}

    /** Of what was thrown where JavaCPP's classes load: the root cause, and what to do about it. */
    static String of(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root instanceof ClassNotFoundException) {
            return "the class " + root.getMessage() + " is not on the class path; build with org.bytedeco:tensorrt";
        }
        return library(String.valueOf(root.getMessage() == null ? root : root.getMessage()));
    }

    private static String library(String message) {
        Matcher binding = NO_BINDING.matcher(message);
        if (binding.matches()) {
            return "JavaCPP's lib" + binding.group(1) + ".so is not on the class path, there is one for Linux on x86-64"
                    + " only; add the JNI jars of org.bytedeco:cuda and org.bytedeco:tensorrt";
        }
        Matcher m = UNLOADABLE.matcher(message.lines().findFirst().orElse(""));
        String text = m.find() ? message.substring(m.start(1)) : message;
        return HINTS.stream()
                .filter(hint -> text.contains(hint.library))
                .findFirst()
                .map(hint -> text + "; " + hint.advice)
                .orElse(text);
    }

    /** Of what {@code cudaGetDeviceCount} says. */
    static String ofDevices(String errorName, String errorText) {
        String advice = switch (errorName) {
            case "cudaErrorInsufficientDriver" -> "; install NVIDIA's driver, or one as new as this CUDA";
            case "cudaErrorNoDevice" -> "; this machine has none, or CUDA_VISIBLE_DEVICES hides it";
            case "cudaErrorCompatNotSupportedOnDevice", "cudaErrorSystemDriverMismatch" ->
                "; the CUDA compatibility libraries do not match the driver: remove them or update it";
            default -> "";
        };
        return "no usable GPU: " + errorText + " (" + errorName + ")" + advice;
    }

    /** Of what TensorRT logged while it built an engine that it did not give. */
    static String ofBuild(String log) {
        if (log.contains("builder_resource")) {
            return firstLine(log, "builder_resource")
                    + "; building needs the TensorRT that NVIDIA's packages install, with its builder resource for this"
                    + " GPU, on the library path (running a built engine does not)";
        }
        if (log.contains("out of memory") || log.contains("OutOfMemory")) {
            return firstLine(log, "emory") + "; give it a smaller workspace, or a smaller profile";
        }
        return log.isBlank()
                ? "TensorRT gave no reason"
                : String.join("; ", log.strip().lines().toList());
    }

    private static String firstLine(String log, String containing) {
        return log.lines()
                .filter(l -> l.contains(containing))
                .findFirst()
                .orElse(log)
                .strip();
    }
}
