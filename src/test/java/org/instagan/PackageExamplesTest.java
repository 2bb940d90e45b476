package org.instagan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The example of every package's documentation compiles, given what it takes for granted. */
final class PackageExamplesTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code\\n(.*?)\\n \\* }</pre>", Pattern.DOTALL);

    /** By package, what its example takes for granted. */
    private static final Map<String, String> GIVEN = Map.ofEntries(
            Map.entry("translate", "Path model, Path picture, Path masks, Path result"),
            Map.entry("evaluate", "PixelTest target, Instances source, Instances translated, List<Image> truth"),
            Map.entry(
                    "evaluate.verify", "Translator fp32, Translator fp16, VerifyCase verified, Thresholds thresholds"),
            Map.entry("graph.autodiff", "GraphBuilder g, Value loss"),
            Map.entry("graph.pass", "Program program, Map<String, String> metadata"),
            Map.entry("report", "Path run, List<Loss> losses, Image source, Image result"),
            Map.entry("data", "Path root, InstanceFolder giraffes, Augment augment, int epoch, long seed"),
            Map.entry("weights.checkpoint", "Path path, Map<String, FloatTensor> weights"),
            Map.entry("bench", "Benchmark.Settings settings, Benchmark.Listener listener"),
            Map.entry("platform", "java.io.PrintStream out"),
            Map.entry("image.apart", "byte[] bytes"));

    @TempDir
    private Path folder;

    static List<String> packages() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(f -> f.endsWith("package-info.java"))
                    .filter(f -> EXAMPLE.matcher(read(f)).find())
                    .map(f -> SOURCES.relativize(f.getParent())
                            .toString()
                            .replace('/', '.')
                            .replace('\\', '.'))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("packages")
    void theExampleCompiles(String name) throws IOException {
        Matcher example =
                EXAMPLE.matcher(read(SOURCES.resolve(name.replace('.', '/')).resolve("package-info.java")));
        assertThat(example.find()).isTrue();
        String body = example.group(1)
                .lines()
                .map(line -> line.replaceFirst("^ \\* ?", ""))
                .collect(Collectors.joining("\n"));
        String given = GIVEN.getOrDefault(name.substring("org.instagan.".length()), "");
        String source = "package " + name + ";\n" + imports() + "final class Example {\n void run(" + given
                + ") throws Exception {\n" + body + "\n}\n}\n";
        assertThat(problems(source)).as(source).isEmpty();
    }

    /** Everything public that examples may name. */
    private static String imports() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return "import java.util.*;\nimport java.util.function.*;\nimport java.nio.file.Path;\n"
                    + files.filter(f -> f.endsWith("package-info.java"))
                            .map(f -> SOURCES.relativize(f.getParent())
                                    .toString()
                                    .replace('/', '.')
                                    .replace('\\', '.'))
                            .map(p -> "import " + p + ".*;\n")
                            .collect(Collectors.joining());
        }
    }

    private List<String> problems(String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options =
                List.of("-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        compiler.getTask(null, null, found, options, null, List.of(file)).call();
        return found.getDiagnostics().stream()
                .filter(d -> d.getKind() == javax.tools.Diagnostic.Kind.ERROR)
                .map(d -> d.getMessage(Locale.ROOT))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
