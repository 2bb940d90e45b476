package org.instagan.data.dataset;

import java.nio.file.Path;
import java.util.List;

/** What {@link DatasetCheck} found. */
public record DatasetReport(List<Domain> domains, List<Problem> problems) {
    public DatasetReport {
        domains = List.copyOf(domains);
        problems = List.copyOf(problems);
    }

    /**
     * Something wrong with a file or folder.
     *
     * @param fatal whether training would refuse the data for it
     */
    public record Problem(Path file, String reason, boolean fatal) {
        @Override
        public String toString() {
            return (fatal ? "error: " : "warning: ") + file + ": " + reason;
        }
    }

    /** One folder of images with its masks, as far as they can be read. */
    public record Domain(String name, List<Entry> entries) {
        public Domain {
            entries = List.copyOf(entries);
        }

        public int masks() {
            return entries.stream().mapToInt(e -> e.areas().size()).sum();
        }
    }

    /**
     * An image.
     *
     * @param areas of its masks, as shares of the image
     */
    public record Entry(Path image, List<Path> masks, int width, int height, List<Double> areas) {
        public Entry {
            masks = List.copyOf(masks);
            areas = List.copyOf(areas);
        }
    }

    /** Whether training would take the data. */
    public boolean isFit() {
        return problems.stream().noneMatch(Problem::fatal);
    }
}
