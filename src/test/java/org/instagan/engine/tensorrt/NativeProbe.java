package org.instagan.engine.tensorrt;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorrt.global.nvonnxparser;
import org.bytedeco.tensorrt.nvonnxparser.IParser;

/** Child processes that load JavaCPP's real classes over a library path of the test's. */
final class NativeProbe {
    /** The CUDA runtime of both generations. */
    static final List<String> CUDA = List.of("libcudart.so.12", "libcudart.so.13");

    private NativeProbe() {}

    /**
     * Runs {@link Child}.
     *
     * @param cache an empty folder: JavaCPP's own would hold what other runs found
     * @return what it printed, a line each
     */
    static List<String> run(Path cache, List<Path> libraryPath, String... arguments) throws IOException {
        return run(System.getProperty("java.class.path"), cache, libraryPath, arguments);
    }

    /** The same over another class path. */
    static List<String> run(String classPath, Path cache, List<Path> libraryPath, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.cachedir=" + cache,
                "-cp",
                classPath,
                Child.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .put(
                        "LD_LIBRARY_PATH",
                        libraryPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        Path out = Files.createTempFile(cache, "out", ".txt");
        Process process = builder.redirectOutput(out.toFile()).start();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IOException(e);
        }
        return Files.readAllLines(out, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith(">"))
                .map(line -> line.substring(1))
                .toList();
    }

    /** Prints what keeps a library from loading, twice; or with {@code examine} the whole state; or asks the parser. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            if (args[0].equals("examine")) {
                System.out.println(">" + TensorRt.examine().detail());
            } else if (args[0].equals("operators")) {
                operators(args);
            } else {
                Libraries library = Libraries.valueOf(args[0]);
                System.out.println(">" + library.problem().orElse("loads"));
                System.out.println(">" + library.problem().orElse("loads"));
            }
        }

        /** The parser answers without a device as long as it has no network to fill. */
        private static void operators(String[] args) {
            String problem = Libraries.PARSER.problem().orElse("");
            if (!problem.isEmpty()) {
                System.out.println(">" + problem);
                return;
            }
            Pointer address = nvonnxparser.createNvOnnxParser_INTERNAL(
                    null, TensorRtLog.INSTANCE, nvonnxparser.NV_ONNX_PARSER_VERSION);
            IParser parser = new IParser(Natives.need(address, "Making the parser"));
            for (int i = 1; i < args.length; i++) {
                System.out.println(">" + args[i] + " " + parser.supportsOperator(args[i]));
            }
        }
    }
}
