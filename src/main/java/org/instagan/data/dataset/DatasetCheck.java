package org.instagan.data.dataset;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.instagan.data.InstanceFolder;
import org.instagan.data.MaskName;
import org.instagan.error.InputException;
import org.instagan.file.Sha256;
import org.instagan.image.Image;
import org.instagan.image.Images;

/**
 * Finds everything that is wrong with a data set at once, where training stops at the first. What is fatal is what
 * training itself refuses ({@link InstanceFolder}, and a mask of another size than its image).
 */
public final class DatasetCheck {
    private static final int BLACK = 8;
    private static final int WHITE = 247;
    private static final double GRAY_ALLOWED = 0.05; // of a mask's pixels: its border, after resizing
    private static final int MUCH_LARGER = 10;

    private final List<DatasetReport.Problem> problems = new ArrayList<>();
    private final Map<String, Path> contents = new HashMap<>();

    private DatasetCheck() {}

    /** Looks at trainA and trainB, and at testA and testB where they are there. */
    public static DatasetReport of(Path data) {
        return new DatasetCheck().report(data);
    }

    private DatasetReport report(Path data) {
        List<DatasetReport.Domain> domains = new ArrayList<>();
        for (String name : List.of("trainA", "trainB", "testA", "testB")) {
            boolean wanted = name.startsWith("train");
            Path images = data.resolve(name);
            if (wanted || Files.isDirectory(images)) {
                domain(data, name).ifPresent(domains::add);
            }
        }
        compare(data, domains);
        return new DatasetReport(domains, problems);
    }

    private void fatal(Path file, String reason) {
        problems.add(new DatasetReport.Problem(file, reason, true));
    }

    private void warn(Path file, String reason) {
        problems.add(new DatasetReport.Problem(file, reason, false));
    }

    private Optional<DatasetReport.Domain> domain(Path data, String name) {
        Path images = data.resolve(name);
        Path masks = data.resolve(name + "_seg");
        for (Path folder : List.of(images, masks)) {
            if (!Files.isDirectory(folder)) {
                fatal(folder, "no such folder" + meant(data, folder));
            }
        }
        if (!Files.isDirectory(images)) {
            return Optional.empty();
        }
        Map<String, Path> named = new TreeMap<>();
        for (Path file : files(images)) {
            Path other = named.putIfAbsent(InstanceFolder.key(InstanceFolder.stem(file)), file);
            if (other != null) {
                fatal(file, "has the name of " + other.getFileName() + ", masks are found by it");
            }
        }
        if (named.isEmpty()) {
            fatal(images, "holds no images");
        }
        Map<String, List<Path>> masksOf = masksOf(masks, named);
        List<DatasetReport.Entry> entries = new ArrayList<>();
        named.forEach(
                (key, file) -> entry(file, masksOf.getOrDefault(key, List.of())).ifPresent(entries::add));
        return Optional.of(new DatasetReport.Domain(name, entries));
    }

    /** A folder with another beginning is what somebody meant: {@code sampleA} for {@code trainA}. */
    private static String meant(Path data, Path folder) {
        String ending = folder.getFileName().toString().replaceFirst("^(train|test)", "");
        try (DirectoryStream<Path> all = Files.newDirectoryStream(data, "*" + ending)) {
            for (Path other : all) {
                String name = other.getFileName().toString();
                if (Files.isDirectory(other)
                        && !Set.of("train" + ending, "test" + ending).contains(name)) {
                    return "; rename " + name + " to it";
                }
            }
        } catch (IOException e) {
            return " (" + data + " cannot be listed: " + e.getMessage() + ")";
        }
        return "";
    }

    private List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path file : all) {
                if (InstanceFolder.isPassedOver(file)) {
                    continue;
                }
                if (!Files.isRegularFile(file) || !Images.isImageName(file)) {
                    fatal(file, "not an image by its name; move it elsewhere");
                } else {
                    files.add(file);
                }
            }
        } catch (IOException e) {
            fatal(folder, "cannot be listed: " + e.getMessage());
        }
        files.sort(Comparator.comparing(f -> f.getFileName().toString()));
        return files;
    }

    private Map<String, List<Path>> masksOf(Path folder, Map<String, Path> named) {
        Map<String, TreeMap<Integer, Path>> found = new LinkedHashMap<>();
        for (Path file : files(folder)) {
            Optional<MaskName> name = MaskName.of(InstanceFolder.stem(file));
            if (name.isEmpty()) {
                fatal(file, "not the name of a mask, expected NAME_0.png, NAME_1.png, …");
                continue;
            }
            MaskName mask = name.get();
            String key = InstanceFolder.key(mask.image());
            if (!named.containsKey(key)) {
                warn(file, "the mask of no image: there is no " + mask.image() + ".png or the like");
            } else {
                Path other = found.computeIfAbsent(key, k -> new TreeMap<>()).putIfAbsent(mask.number(), file);
                if (other != null) {
                    fatal(file, "has the number of " + other.getFileName());
                }
            }
        }
        Map<String, List<Path>> masks = new HashMap<>();
        found.forEach((key, byNumber) -> masks.put(key, List.copyOf(byNumber.values())));
        return masks;
    }

    private Optional<DatasetReport.Entry> entry(Path file, List<Path> masks) {
        if (masks.isEmpty()) {
            fatal(file, "has no mask, expected " + InstanceFolder.stem(file) + "_0.png or the like");
        }
        Image image;
        try {
            image = Images.readRgb(file);
        } catch (InputException e) {
            fatal(file, reason(e, file));
            return Optional.empty();
        }
        noteDuplicate(file);
        List<Path> good = new ArrayList<>();
        List<Double> areas = new ArrayList<>();
        for (Path mask : masks) {
            area(mask, image).ifPresent(area -> {
                good.add(mask);
                areas.add(area);
            });
        }
        if (!masks.isEmpty() && areas.stream().allMatch(a -> a == 0)) {
            warn(file, "all of its masks are empty: it takes no part in training");
        }
        return Optional.of(new DatasetReport.Entry(file, good, image.width(), image.height(), areas));
    }

    private Optional<Double> area(Path file, Image image) {
        Image mask;
        try {
            mask = Images.readGray(file);
        } catch (InputException e) {
            fatal(file, reason(e, file));
            return Optional.empty();
        }
        if (mask.width() != image.width() || mask.height() != image.height()) {
            fatal(
                    file,
                    "has " + mask.width() + "x" + mask.height() + " pixels, its image " + image.width() + "x"
                            + image.height());
            return Optional.empty();
        }
        int white = 0;
        int gray = 0;
        for (byte pixel : mask.pixels()) {
            int value = pixel & 0xff;
            white += value > WHITE ? 1 : 0;
            gray += value >= BLACK && value <= WHITE ? 1 : 0;
        }
        int all = mask.pixels().length;
        if (gray > GRAY_ALLOWED * all) {
            warn(
                    file,
                    String.format(
                            Locale.ROOT,
                            "%.0f %% of it is neither black nor white; is it a mask?",
                            100.0 * gray / all));
        } else if (white + gray == 0) {
            warn(file, "is empty: black everywhere");
        } else if (white == all) {
            warn(file, "covers the whole image");
        }
        return Optional.of((double) (white + gray) / all);
    }

    private void noteDuplicate(Path file) {
        Path other = contents.putIfAbsent(Sha256.of(file), file);
        if (other != null) {
            warn(file, "is the same as " + other);
        }
    }

    private void compare(Path data, List<DatasetReport.Domain> domains) {
        for (String split : List.of("train", "test")) {
            List<Integer> sizes = domains.stream()
                    .filter(d -> d.name().startsWith(split))
                    .map(d -> d.entries().size())
                    .toList();
            if (sizes.size() == 2) {
                int larger = Math.max(sizes.get(0), sizes.get(1));
                int smaller = Math.max(1, Math.min(sizes.get(0), sizes.get(1)));
                if (larger >= MUCH_LARGER * smaller) {
                    warn(
                            data.resolve(split + "A"),
                            "has " + sizes.get(0) + " images, " + split + "B " + sizes.get(1)
                                    + ": the smaller domain is shown again and again");
                }
            }
        }
    }

    private static String reason(InputException e, Path file) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith(file + ": ") ? message.substring((file + ": ").length()) : message;
    }
}
