package org.instagan.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A library of the host's that others of this program link: where the loader finds it, and which version it is.
 *
 * @param name as it is linked: {@code libcudnn.so.9}
 * @param source what brings it, such as a package's name
 * @param file path of the one that the loader takes; empty where it finds none
 * @param version as far as the file's name or Python's package tells; may be empty
 */
public record SharedLibrary(String name, String source, String file, String version) {
    /** Some hosts have them there, and no loader looks. */
    private static final List<Path> ROOTS = List.of(Path.of("/opt"), Path.of("/usr/local"));

    /** Looks for one as the loader of this process does, on Linux. */
    public static SharedLibrary find(String name, String source) {
        return find(name, source, LoaderPath.ofThisProcess());
    }

    static SharedLibrary find(String name, String source, LoaderPath path) {
        Optional<Path> file = path.find(name);
        return new SharedLibrary(
                name,
                source,
                file.map(Path::toString).orElse(""),
                file.map(f -> version(f, name)).orElse(""));
    }

    /** What a line of a report says of it. */
    public String describe() {
        return name
                + (version.isEmpty() ? "" : " (" + version + ")")
                + ": "
                + (isFound() ? file : "missing" + advice(ROOTS));
    }

    public boolean isFound() {
        return !file.isEmpty();
    }

    String advice(List<Path> roots) {
        return elsewhere(roots)
                .map(folder -> " where the loader looks; set: export LD_LIBRARY_PATH=" + folder + ":$LD_LIBRARY_PATH")
                .orElse(", it comes with " + source);
    }

    private Optional<Path> elsewhere(List<Path> roots) {
        return roots.stream()
                .flatMap(SharedLibrary::children)
                .flatMap(child -> Stream.of(child.resolve("lib64"), child.resolve("lib")))
                .filter(folder -> Files.exists(folder.resolve(name)))
                .findFirst();
    }

    private static Stream<Path> children(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList().stream();
        } catch (IOException | UncheckedIOException e) {
            return Stream.empty(); // not there, or not for us to read
        }
    }

    /** {@code libcudnn.so.9} is a link to {@code libcudnn.so.9.12.0}, but in Python's packages. */
    private static String version(Path file, String name) {
        try {
            String real = file.toRealPath().getFileName().toString();
            String linked = name.replaceFirst("^.*\\.so\\.?", "");
            String full = real.replaceFirst("^.*\\.so\\.?", "");
            return full.length() > linked.length()
                    ? full
                    : ofPythonPackage(file).orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    /** {@code nvidia_cudnn_cu13-9.12.0.46.dist-info/RECORD} lists the file. */
    private static Optional<String> ofPythonPackage(Path file) throws IOException {
        Path packages = file.getParent();
        while (packages != null && !packages.endsWith("site-packages") && !packages.endsWith("dist-packages")) {
            packages = packages.getParent();
        }
        if (packages == null) {
            return Optional.empty();
        }
        String line = packages.relativize(file) + ",";
        try (Stream<Path> found = Files.list(packages)) {
            for (Path info : found.filter(p -> p.getFileName().toString().matches("(nvidia|tensorrt).*\\.dist-info"))
                    .toList()) {
                if (lists(info.resolve("RECORD"), line)) {
                    return Optional.of(info.getFileName()
                            .toString()
                            .replaceFirst("\\.dist-info$", "")
                            .replaceFirst("^.*-", ""));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean lists(Path record, String line) throws IOException {
        if (!Files.isRegularFile(record)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(record)) {
            return lines.anyMatch(l -> l.startsWith(line));
        }
    }
}
