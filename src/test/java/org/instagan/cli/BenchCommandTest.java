package org.instagan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.instagan.TinyModel;
import org.instagan.bench.BenchReport;
import org.instagan.bench.Measurement;
import org.instagan.bench.Phase;
import org.instagan.bench.Summary;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchCommandTest {
    @TempDir
    static Path folder;

    private static Path model;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void export() {
        model = TinyModel.export(folder.resolve("A2B.onnx"), 1);
    }

    private int bench(String... options) {
        String[] command = Stream.concat(
                        Stream.of("bench", model.toString(), "--size", "16", "--warmup", "0s", "--duration", "0.05s"),
                        Stream.of(options))
                .toArray(String[]::new);
        return Main.run(new PrintWriter(out), new PrintWriter(err), command);
    }

    @Test
    void measuresWhatWorksAndNamesWhatDoesNot() throws Exception {
        Path json = folder.resolve("bench.json");
        Path page = folder.resolve("page");
        int exit = bench(
                "--runtime",
                "ort-cpu,tensorrt",
                "--form=pieces,plain",
                "--instances",
                "1,3",
                "--json",
                json.toString(),
                "--csv",
                folder.resolve("bench.csv").toString(),
                "--page",
                page.toString());
        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        BenchReport report = BenchReport.read(json);
        assertThat(report.measurements()).hasSize(4).allSatisfy(BenchCommandTest::isPlausible);
        assertThat(report.measurements())
                .extracting(m -> m.of().form() + m.of().instances())
                .containsExactly("pieces1", "plain1", "pieces3", "plain3");
        assertThat(report.failures()).hasSize(2);
        assertThat(out.toString())
                .contains("tensorrt, plain: does not run here: tensorrt: runs the pieces only, not ")
                .contains("CUDA graphs", "end to end", "p99.9");
        assertThat(folder.resolve("bench.csv")).isNotEmptyFile();
        assertThat(Files.readString(page.resolve("index.html")))
                .contains("latency.png", "throughput-instances.png", "ort-cpu, plain", "does not run here");
        assertThat(page.resolve("throughput-instances.png")).isNotEmptyFile();
        assertThat(page.resolve("throughput-batch.png")).doesNotExist();
    }

    private static void isPlausible(Measurement m) {
        assertThat(m.latency()).containsOnlyKeys(Phase.values());
        for (Summary s : m.latency().values()) {
            assertThat(List.of(s.min(), s.median(), s.p90(), s.p95(), s.p99(), s.p999(), s.max()))
                    .isSorted()
                    .allMatch(v -> v >= 0);
        }
        assertThat(m.loadSeconds()).isPositive();
        assertThat(m.firstSeconds()).isPositive();
        assertThat(m.imagesPerSecond()).isPositive();
        double parts = m.latency().entrySet().stream()
                .filter(e -> e.getKey() != Phase.END_TO_END)
                .mapToDouble(e -> e.getValue().mean())
                .sum();
        assertThat(parts).isLessThanOrEqualTo(m.endToEnd().mean() * (1 + 1e-9));
    }

    @Test
    void anOlderReportIsComparedWith() {
        Path json = folder.resolve("older.json");
        assertThat(bench("--in-turn", "--batch", "1,2", "--json", json.toString()))
                .isZero();
        assertThat(bench("--compare", json.toString())).isZero();
        assertThat(out.toString()).contains("now / then");
    }

    @Test
    void exitsWithOneWhereNothingWorked() {
        assertThat(bench("--runtime", "tensorrt")).isEqualTo(1);
        assertThat(out.toString()).contains("does not run here");
    }

    @Test
    void mistakesAreOneLine() {
        refuses("--runtime fast: expected one of [ort-cpu", "--runtime", "fast");
        refuses("--instances: expected 1 to 100000, got 0", "--instances", "0");
        refuses("option '--duration' (TIME) should be specified only once", "--duration", "soon");
        refuses("--ins-per: expected 1 to 100000, got 0", "--ins-per", "0");
        refuses("--ins-batch: expected 1 to 100000, got 0", "--ins-batch", "0");
        refuses(
                folder.resolve("none.json") + ": cannot be read",
                "--compare",
                folder.resolve("none.json").toString());
        refuses(
                folder.resolve("none.onnx") + ": no such file",
                folder.resolve("none.onnx").toString());
    }

    private void refuses(String message, String... options) {
        err.getBuffer().setLength(0);
        assertThat(bench(options)).isEqualTo(2);
        assertThat(err.toString().lines()).first().asString().startsWith("instagan: " + message);
    }
}
