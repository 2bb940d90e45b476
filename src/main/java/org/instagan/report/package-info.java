/**
 * What a person looks at after a run: curves of the losses, a grid of examples, and a page of results.
 *
 * <pre>{@code
 * LossPlot.write(run.resolve("losses.csv"), run.resolve("losses.png"));
 * SampleGrid.write(run.resolve("samples.png"), List.of("source", "result"), List.of(List.of(source, result)));
 * new GalleryPage("Sheep to giraffes", "Twenty test images.", Map.of("epochs", "200"), Optional.of("losses.png"),
 *                 List.of("source", "result"),
 *                 List.of(new GalleryPage.Row("sheep 1", List.of("images/sheep 1.png", "results/sheep 1.png"), "")))
 *         .write(run.resolve("index.html"));
 * }</pre>
 *
 * <p>Main types: {@link org.instagan.report.LossPlot}, {@link org.instagan.report.SampleGrid},
 * {@link org.instagan.report.MaskColours}, {@link org.instagan.report.GalleryPage}. May depend on {@code image},
 * {@code tensor}, {@code error}, AWT without a screen, XChart (plots) and jte (the page; its template is
 * {@code src/main/jte/gallery.jte}).
 */
package org.instagan.report;
