package org.instagan.engine.tensorrt;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The natives that JavaCPP's classes load, each asked for once; what went wrong the first time is kept. */
enum Libraries {
    /** The driver and the runtime. */
    CUDA("CUDA", "org.bytedeco.cuda.global.cudart"),
    /** TensorRT. */
    TENSORRT("TensorRT", "org.bytedeco.tensorrt.global.nvinfer"),
    /** TensorRT's ONNX parser: for building only. */
    PARSER("TensorRT's ONNX parser", "org.bytedeco.tensorrt.global.nvonnxparser");

    // A second try of a class whose initialisation failed gives a NoClassDefFoundError that no longer says why.
    private static final Map<Libraries, String> FAILURES = new EnumMap<>(Libraries.class);
    private static final Map<Libraries, Throwable> CAUSES = new EnumMap<>(Libraries.class);

    /** Bindings that TensorRT's preset inherits; TensorRT's library links none of theirs, and we call none. */
    private static final List<String> UNCALLED = List.of(
            "org.bytedeco.cuda.global.cublas", "org.bytedeco.cuda.global.cudnn", "org.bytedeco.cuda.global.nvrtc");

    private static final String LOADING = "org.bytedeco.javacpp.loadlibraries";

    private final String title;
    private final String initialiser;

    Libraries(String title, String initialiser) {
        this.title = title;
        this.initialiser = initialiser;
    }

    /** What was thrown when it, or a library that it builds on, was loaded. */
    static Optional<Throwable> cause() {
        synchronized (FAILURES) {
            return CAUSES.values().stream().findFirst();
        }
    }

    /** What users know it as. */
    String title() {
        return title;
    }

    /** Loads it where that was not done before; what keeps it from loading, or empty. */
    Optional<String> problem() {
        synchronized (FAILURES) {
            String known = FAILURES.computeIfAbsent(this, Libraries::load);
            return known.isEmpty() ? Optional.empty() : Optional.of(known);
        }
    }

    private static String load(Libraries library) {
        // What it builds on first: the message is then that of the library which is really missing.
        for (Libraries below : values()) {
            if (below == library) {
                break;
            }
            String failure = FAILURES.computeIfAbsent(below, Libraries::load);
            if (!failure.isEmpty()) {
                return failure;
            }
        }
        configure();
        try {
            if (library == TENSORRT) {
                initialiseUncalled();
            }
            Class.forName(library.initialiser, true, Libraries.class.getClassLoader());
            return "";
        } catch (ClassNotFoundException | LinkageError e) {
            CAUSES.put(library, e);
            return Explanation.of(e);
        }
    }

    /** Without their natives, so that a host which runs engines needs no cuBLAS and no cuDNN. */
    private static void initialiseUncalled() throws ClassNotFoundException {
        String before = System.getProperty(LOADING, "true");
        System.setProperty(LOADING, "false");
        try {
            for (String binding : UNCALLED) {
                Class.forName(binding, true, Libraries.class.getClassLoader());
            }
        } finally {
            System.setProperty(LOADING, before);
        }
    }

    /**
     * JavaCPP refuses allocations by the process's size, which CUDA's mappings make meaningless; and it looks into the
     * library path, where a bundle has all of its natives, only when told to.
     */
    private static void configure() {
        Map.of("maxBytes", "0", "maxPhysicalBytes", "0", "pathsFirst", "true").forEach((name, value) -> {
            String property = "org.bytedeco.javacpp." + name;
            if (System.getProperty(property) == null) {
                System.setProperty(property, value);
            }
        });
    }
}
