package org.instagan.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.instagan.data.dataset.DomainFolder;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.image.Images;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands are told that cut a data set of two domains out of a public one. */
final class CutOptions {
    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder of the data set.")
    private Path out;

    @Option(
            names = "--split",
            paramLabel = "train|test",
            defaultValue = "train",
            description =
                    "Which folders are written: trainA and trainB, or testA and testB. Default: ${DEFAULT-VALUE}.")
    private Split split;

    @Option(
            names = "--size",
            paramLabel = "N",
            defaultValue = "256",
            description = "The shorter side is resized to this and the middle cut out; 0: images stay as they are."
                    + " Default: ${DEFAULT-VALUE}.")
    private int size;

    @Option(
            names = "--max",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "At most so many images of each domain.")
    private int most;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private enum Split {
        TRAIN,
        TEST
    }

    /** Fills a domain's folder, and says what is in it then. */
    interface Filling {
        void fill(DomainFolder folder);
    }

    /** @param what the domain shows, for people */
    void write(String letter, String what, Filling filling) {
        if (size != 0) {
            NumberCheck.within("--size", size, 8, 8192);
        }
        DomainFolder folder = new DomainFolder(out, split.name().toLowerCase(Locale.ROOT) + letter, size, most);
        filling.fill(folder);
        PrintWriter console = spec.commandLine().getOut();
        console.printf(Locale.ROOT, "%s (%s): %d images, %d masks%n", letter, what, folder.images(), folder.masks());
        console.flush();
        if (folder.images() == 0) {
            throw new InputException("domain " + letter + ": no image shows " + what);
        }
    }

    /** Labels of both domains, {@code 28,31:42}. */
    static List<Set<Integer>> labels(String option, String text) {
        if (!text.matches("[0-9]{1,3}(,[0-9]{1,3})*:[0-9]{1,3}(,[0-9]{1,3})*")) {
            throw new InputException(option + ": expected labels of A and B such as 28,31:42, got '" + text + "'");
        }
        List<Set<Integer>> sets = new ArrayList<>();
        for (String side : text.split(":", -1)) {
            Set<Integer> set = new TreeSet<>();
            Stream.of(side.split(",", -1)).map(Integer::valueOf).forEach(set::add);
            sets.add(set);
        }
        return sets;
    }

    /** The images of a folder, by name. */
    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Images::isImageName).sorted().toList();
        } catch (IOException e) {
            throw FileProblem.of(folder + ": cannot be listed (" + e + "), expected a folder of images", e);
        }
    }
}
