package org.instagan.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.instagan.data.dataset.DatasetCheck;
import org.instagan.data.dataset.DatasetReport;
import org.instagan.demo.SyntheticData;
import org.instagan.error.InputException;
import org.instagan.error.OneLine;
import org.instagan.evaluate.dataset.DatasetPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code instagan dataset}: data sets made and looked over. */
@Command(
        name = "dataset",
        description = "Makes data sets of two domains, and finds what is wrong with one.",
        subcommands = {CocoCommand.class, ClothingCommand.class, PeopleCommand.class})
final class DatasetCommand implements Runnable {
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,3})(?:-([0-9]{1,3}))?");

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "dataset: expected what to do: check, shapes, coco, ccp or mhp");
    }

    @Command(
            name = "check",
            description = "Prints every problem of a data set with file and reason; exits with 1 where training would"
                    + " refuse it.")
    int check(
            @Parameters(paramLabel = "DIR", description = "Folder with trainA, trainA_seg, trainB, trainB_seg.")
                    Path data,
            @Option(
                            names = "--page",
                            paramLabel = "OUT",
                            description = "Also write a page with thumbnails and histograms.")
                    Path page) {
        if (!Files.isDirectory(data)) {
            throw new InputException(
                    data + ": no such folder, expected one with trainA, trainA_seg, trainB, trainB_seg");
        }
        DatasetReport report = DatasetCheck.of(data);
        PrintWriter out = spec.commandLine().getOut();
        report.problems().forEach(problem -> out.println(OneLine.of(problem.toString())));
        report.domains()
                .forEach(d -> out.printf(
                        Locale.ROOT,
                        "%s: %d images, %d masks%n",
                        d.name(),
                        d.entries().size(),
                        d.masks()));
        if (page != null) {
            out.println("Open "
                    + DatasetPage.write(report, data, page).toAbsolutePath().toUri());
        }
        out.println(report.isFit() ? "training would take it" : "training would refuse it");
        out.flush();
        return report.isFit() ? 0 : 1;
    }

    @Command(
            name = "shapes",
            description = "Writes the demonstration's data: discs and triangles on landscapes, with the masks that a"
                    + " perfect translation of the test images would have (testA_truth, testB_truth).")
    int shapes(
            @Option(names = "--out", paramLabel = "DIR", required = true, description = "A new folder.") Path out,
            @Option(names = "--size", defaultValue = "64", description = "Pixels a side. Default: ${DEFAULT-VALUE}.")
                    int size,
            @Option(
                            names = "--train",
                            defaultValue = "200",
                            description = "Training images of each domain. Default: ${DEFAULT-VALUE}.")
                    int train,
            @Option(
                            names = "--test",
                            defaultValue = "20",
                            description = "Test images of each domain. Default: ${DEFAULT-VALUE}.")
                    int test,
            @Option(
                            names = "--instances",
                            paramLabel = "N|LEAST-MOST",
                            defaultValue = "1-4",
                            description = "Of each image, as far as there is room. Default: ${DEFAULT-VALUE}.")
                    String instances,
            @Option(
                            names = "--scale",
                            defaultValue = "1",
                            description = "Of the shapes: 0.5 with twice the size leaves them their pixels."
                                    + " Default: ${DEFAULT-VALUE}.")
                    double scale,
            @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.") long seed) {
        Matcher range = RANGE.matcher(instances);
        if (!range.matches()) {
            throw new InputException("--instances: expected a number or a range such as 1-4, got '" + instances + "'");
        }
        int least = Integer.parseInt(range.group(1));
        int most = range.group(2) == null ? least : Integer.parseInt(range.group(2));
        SyntheticData.write(out, size, new SyntheticData.Shapes(least, most, scale), train, test, seed);
        spec.commandLine().getOut().println(out);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
