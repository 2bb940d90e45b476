package org.instagan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.image.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchReportTest {
    @TempDir
    Path folder;

    private static Measurement measurement(int instances, double scale, Map<String, Long> peak) {
        Map<Phase, Summary> latency = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            latency.put(phase, Summary.of(scale * 0.1, scale * 0.2, scale * 0.3));
        }
        Case of = new Case("a, b.onnx", "ort-cpu", "pieces", 2, "fp32", new Size(16, 12), 2, instances, 2, 8, 1);
        return new Measurement(of, scale * 0.5, scale * 0.7, latency, new Steadiness(0.01, 0.02), false, peak, false);
    }

    private static BenchReport report(Measurement... measurements) {
        return new BenchReport(
                Map.of("processor", "one, 2 used"),
                List.of(measurements),
                List.of(new Benchmark.Failure("a, b.onnx, tensorrt, pieces", "not here")));
    }

    @Test
    void jsonComesBackAsItWas() throws IOException {
        BenchReport report = report(measurement(1, 1, Map.of("host", 5L)), measurement(3, 1, Map.of()));
        Path json = folder.resolve("r.json");
        report.write(json);
        assertThat(BenchReport.read(json)).isEqualTo(report);
        assertThat(Files.readString(json)).contains("\"end_to_end\"", "\"p999\"", "\"images_per_second\" : 10.0");
    }

    @Test
    void aFileThatIsNoReportIsRefused() throws IOException {
        Path none = folder.resolve("none.json");
        assertThatThrownBy(() -> BenchReport.read(none))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("none.json: cannot be read");
        Path other = Files.writeString(folder.resolve("other.json"), "{\"open_seconds\": 1}");
        assertThatThrownBy(() -> BenchReport.read(other))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("other.json: expected a file of 'instagan bench --json'");
    }

    @Test
    void ratiosAreNowOverThen() {
        BenchReport then = report(measurement(1, 1, Map.of("host", 4_000_000L)), measurement(3, 1, Map.of()));
        BenchReport now = report(measurement(1, 2, Map.of("host", 5_000_000L)), measurement(4, 1, Map.of()));
        assertThat(RunComparison.lines(now, then))
                .containsExactly(
                        "! not in the older report: a, b.onnx, ort-cpu, pieces, ins-batch 8, 16x12, batch 2,"
                                + " 4 instances, 2 at a time, 1 threads",
                        "now / then                                size  batch  instances  images/s  median   p90   p99"
                                + "  first  load  peak host",
                        "a, b.onnx, ort-cpu, pieces, ins-batch 8  16x12      2          1      0.50    2.00  2.00  2.00"
                                + "   2.00  2.00       1.25");
    }

    @Test
    void anotherMachineIsSaid() {
        BenchReport then = new BenchReport(Map.of("processor", "another"), List.of(), List.of());
        assertThat(RunComparison.lines(report(), then))
                .containsExactly("! another machine: one, 2 used now, another then");
    }

    @Test
    void csvHasALineForEveryPhase() throws IOException {
        Path csv = folder.resolve("r.csv");
        ReportCsv.write(report(measurement(1, 1, Map.of("host", 5L))), csv);
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines).hasSize(1 + Phase.values().length);
        assertThat(lines.get(0)).startsWith("model,runtime,form,").endsWith(",p99,p99.9,max");
        assertThat(lines.get(1))
                .startsWith("\"a, b.onnx\",ort-cpu,pieces,2,fp32,16x12,2,1,2,8,1,0.500000000,")
                .contains(",5,,false,preprocess,3,0.100000000,0.200000000,");
    }
}
