package org.instagan.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.instagan.bench.BenchReport;
import org.instagan.bench.Benchmark;
import org.instagan.bench.Load;
import org.instagan.bench.ReportCsv;
import org.instagan.bench.ReportPage;
import org.instagan.bench.ReportTable;
import org.instagan.bench.RunComparison;
import org.instagan.bench.Subject;
import org.instagan.engine.select.Backend;
import org.instagan.error.OneLine;
import org.instagan.image.Size;
import org.instagan.translate.Fit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code instagan bench}: how fast exported models translate, and on what. */
@Command(
        name = "bench",
        description = "Measures translation on random images: throughput, latency by phase, load time and memory.",
        sortOptions = false)
final class BenchCommand implements Callable<Integer> {
    private static final List<Integer> SWEEP = List.of(1, 2, 4, 8, 16, 32);
    private static final List<Integer> BATCH_SWEEP = List.of(1, 2, 4, 8);

    @Parameters(paramLabel = "MODEL", arity = "1..*", description = "ONNX models that 'instagan export' wrote.")
    private List<Path> models;

    @Option(
            names = "--runtime",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "ort-cpu",
            description =
                    "ort-cpu, ort-cuda, ort-cuda:N, tensorrt, tensorrt:N; several with commas. Default: ${DEFAULT-VALUE}.")
    private List<String> runtimes;

    @Option(
            names = "--form",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "pieces",
            description =
                    "pieces; plain, the single file, one call a step; sequence, what 'export --sequence' wrote, one"
                            + " call a request. Several with commas. Default: ${DEFAULT-VALUE}.")
    private List<Backend.Form> forms;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            defaultValue = "200",
            description = "Of the images: 200, or WIDTHxHEIGHT. Default: ${DEFAULT-VALUE}.")
    private Size size;

    @Option(
            names = "--instances",
            paramLabel = "N",
            split = ",",
            defaultValue = "4",
            description = "Instances of every image; several numbers with commas. Default: ${DEFAULT-VALUE}.")
    private List<Integer> instances;

    @Option(names = "--sweep", description = "Instances 1, 2, 4, 8, 16 and 32, one after the other.")
    private boolean sweep;

    @Option(
            names = "--batch",
            paramLabel = "N",
            split = ",",
            defaultValue = "1",
            description = "Images of a request; several numbers with commas. Default: ${DEFAULT-VALUE}.")
    private List<Integer> batches;

    @Option(names = "--sweep-batch", description = "Batches of 1, 2, 4 and 8, one after the other.")
    private boolean sweepBatch;

    @Option(
            names = "--ins-per",
            paramLabel = "N",
            description = "Instances translated at a time (default: as the model was trained).")
    private Integer perStep;

    @Option(
            names = "--ins-batch",
            paramLabel = "N",
            split = ",",
            description =
                    "Masks encoded at a time; several numbers with commas (default: 2 on ONNX Runtime, as many as an"
                            + " engine of TensorRT takes).")
    private List<Integer> encodedAtOnce = List.of();

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "Of every case, after its first request. Default: ${DEFAULT-VALUE}.")
    private String warmup;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Of every case, at least one request. Default: ${DEFAULT-VALUE}.")
    private String duration;

    @Option(
            names = "--in-turn",
            description = "Ask models and runtimes in turn, request by request: for ratios on a busy machine.")
    private boolean inTurn;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures as JSON.")
    private Path json;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write them as CSV.")
    private Path csv;

    @Option(names = "--page", paramLabel = "DIR", description = "Write them as a page with plots.")
    private Path page;

    @Option(names = "--compare", paramLabel = "OLD.json", description = "Print ratios to an older --json.")
    private Path compare;

    @Mixin
    private CudaMixin cuda;

    @Mixin
    private ThreadsOption threads;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<Subject> subjects = subjects();
        Benchmark.Settings settings = settings();
        // Read before the long part, so that a wrong file costs no time.
        Optional<BenchReport> older = Optional.ofNullable(compare).map(BenchReport::read);
        PrintWriter console = spec.commandLine().getOut();
        ReportTable table = new ReportTable(console);
        BenchReport report = new Benchmark(settings, table).run(subjects);
        table.conclude(report);
        write(report, console);
        older.ifPresent(then -> {
            console.println();
            RunComparison.lines(report, then).stream().map(OneLine::of).forEach(console::println);
        });
        console.flush();
        return report.measurements().isEmpty() ? 1 : 0;
    }

    private List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        for (Path model : models) {
            for (String runtime : new LinkedHashSet<>(runtimes)) {
                Backend backend = Backend.parse(runtime).with(cuda.options());
                for (Backend.Form form : forms) {
                    // Only the pieces are told how many masks are encoded at a time.
                    for (int masks : form == Backend.Form.PIECES ? encodedAtOnce() : List.of(0)) {
                        subjects.add(new Subject(model, backend, form, masks));
                    }
                }
            }
        }
        return subjects;
    }

    /** 0 where the engine is to say. */
    private List<Integer> encodedAtOnce() {
        encodedAtOnce.forEach(masks -> NumberCheck.within("--ins-batch", masks, 1, 100_000));
        return encodedAtOnce.isEmpty() ? List.of(0) : encodedAtOnce;
    }

    private Benchmark.Settings settings() {
        List<Load> loads = new ArrayList<>();
        for (int batch : sweepBatch ? BATCH_SWEEP : batches) {
            for (int count : sweep ? SWEEP : instances) {
                loads.add(new Load(
                        size,
                        NumberCheck.within("--batch", batch, 1, 100_000),
                        NumberCheck.within("--instances", count, 1, 100_000)));
            }
        }
        new Fit(Optional.of(size)); // refuses what no network takes
        return new Benchmark.Settings(
                loads,
                perStep == null ? 0 : NumberCheck.within("--ins-per", perStep, 1, 100_000),
                threads.count(),
                TimeText.parse("--warmup", warmup),
                TimeText.positive("--duration", duration),
                inTurn);
    }

    private void write(BenchReport report, PrintWriter console) {
        if (json != null) {
            report.write(json);
            console.println("wrote " + json);
        }
        if (csv != null) {
            ReportCsv.write(report, csv);
            console.println("wrote " + csv);
        }
        if (page != null) {
            console.println("wrote " + ReportPage.write(report, page));
        }
    }
}
