package org.instagan.platform;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Linux's loader looks for libraries (ld.so(8)).
 *
 * @param first folders of {@code LD_LIBRARY_PATH}, in order
 * @param cache file by library's name, as {@code ldconfig -p} prints
 * @param last the loader's own folders
 */
record LoaderPath(List<Path> first, Map<String, Path> cache, List<Path> last) {
    private static final List<Path> OWN =
            List.of(Path.of("/lib64"), Path.of("/usr/lib64"), Path.of("/lib"), Path.of("/usr/lib"));
    private static final Pattern CACHED = Pattern.compile("\\s*(\\S+) \\(libc6,x86-64.*\\) => (/.*)");

    static LoaderPath ofThisProcess() {
        return new LoaderPath(folders(System.getenv("LD_LIBRARY_PATH")), cached(), OWN);
    }

    static List<Path> folders(String variable) {
        List<Path> folders = new ArrayList<>();
        for (String folder : (variable == null ? "" : variable).split(File.pathSeparator, -1)) {
            if (!folder.isEmpty()) {
                folders.add(Path.of(folder));
            }
        }
        return folders;
    }

    Optional<Path> find(String name) {
        return in(first, name)
                .or(() -> Optional.ofNullable(cache.get(name)).filter(Files::exists))
                .or(() -> in(last, name));
    }

    private static Optional<Path> in(List<Path> folders, String name) {
        return folders.stream().map(f -> f.resolve(name)).filter(Files::exists).findFirst();
    }

    /** Nothing where there is no ldconfig, as in bare images. */
    private static Map<String, Path> cached() {
        Map<String, Path> cached = new LinkedHashMap<>();
        for (String program : List.of("/sbin/ldconfig", "/usr/sbin/ldconfig")) {
            if (cached.isEmpty() && Files.isExecutable(Path.of(program))) {
                read(program, cached);
            }
        }
        return cached;
    }

    private static void read(String program, Map<String, Path> cached) {
        try {
            Process process = new ProcessBuilder(program, "-p")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader reader = process.inputReader()) {
                reader.lines()
                        .map(CACHED::matcher)
                        .filter(Matcher::matches)
                        .forEach(m -> cached.putIfAbsent(m.group(1), Path.of(m.group(2))));
            }
        } catch (IOException e) {
            cached.clear(); // what is not told is looked for in the loader's own folders
        }
    }
}
