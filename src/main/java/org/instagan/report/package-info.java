/**
 * What a person looks at after a run: curves of the losses, a grid of examples, a page of results and figures.
 *
 * <pre>{@code
 * LossPlot.write(run.resolve("losses.csv"), run.resolve("losses.png"), losses);
 * SampleGrid.write(run.resolve("samples.png"), List.of("source", "result"), List.of(List.of(source, result)));
 * new Page("Sheep to giraffes", "Twenty test images.", Map.of("epochs", "200"), List.of(
 *                 new Block.Plot("losses.png", "Losses over the run"),
 *                 new Block.Gallery("", List.of(), List.of("source", "result"), List.of(
 *                         new Block.Row("sheep 1", List.of("images/sheep 1.png", "results/sheep 1.png"), "")))))
 *         .write(run.resolve("index.html"));
 * }</pre>
 *
 * <p>Main types: {@link org.instagan.report.LossPlot}, {@link org.instagan.report.SampleGrid},
 * {@link org.instagan.report.MaskColours}, {@link org.instagan.report.Page} of {@link
 * org.instagan.report.Block}s, {@link org.instagan.report.CategoryPlot}. Alone in knowing XChart (plots) and jte
 * (pages; their templates are in {@code src/main/jte}); draws with AWT without a screen.
 */
package org.instagan.report;
