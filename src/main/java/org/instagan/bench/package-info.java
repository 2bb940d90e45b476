/**
 * Benchmarks of translation: {@link org.instagan.bench.Benchmark} measures exported models on runtimes, a {@link
 * org.instagan.bench.BenchReport} is what it found, as JSON and back, and {@link org.instagan.bench.ReportTable},
 * {@link org.instagan.bench.ReportCsv}, {@link org.instagan.bench.ReportPage} and {@link
 * org.instagan.bench.RunComparison} show it.
 *
 * <pre>{@code
 * Subject subject = new Subject(Path.of("onnx/sheep/A2B.onnx"), Backend.parse("ort-cpu"), Backend.Form.PIECES, 8);
 * BenchReport report = new Benchmark(settings, listener).run(List.of(subject));
 * report.write(Path.of("bench.json"));
 * }</pre>
 *
 * <p>No clock runs inside an engine: {@link org.instagan.bench.TimedEngine} stands around one.
 */
package org.instagan.bench;
