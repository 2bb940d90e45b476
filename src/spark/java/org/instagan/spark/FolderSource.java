package org.instagan.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Row;
import org.instagan.data.InstanceFolder;
import org.instagan.data.MaskName;
import org.instagan.error.InputException;
import org.instagan.image.Images;

/** Folders of images and masks in the layout of {@code instagan translate}, on any file system; the driver lists them. */
final class FolderSource {
    private final Configuration hadoop;

    FolderSource(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /**
     * A row of {@link PictureRow#PATHS} for each image, by name.
     *
     * @param masks empty for models that need none
     * @throws InputException when a folder is missing, holds a file that is none of these, or two images of one name
     */
    List<Row> rows(String images, String masks) {
        Map<String, SortedMap<Integer, String>> own = masks.isEmpty() ? Map.of() : masks(masks);
        Map<String, Row> rows = new TreeMap<>();
        each(images, (stem, path) -> {
            List<String> paths = List.copyOf(
                    own.getOrDefault(InstanceFolder.key(stem), new TreeMap<>()).values());
            Row row = PictureRow.paths(stem, path.toString(), paths);
            if (rows.putIfAbsent(InstanceFolder.key(stem), row) != null) {
                throw new InputException(path + ": another image has its name, expected one of each");
            }
        });
        if (rows.isEmpty()) {
            throw new InputException(images + ": holds no images, expected at least one (PNG, JPEG, …)");
        }
        return new ArrayList<>(rows.values());
    }

    private Map<String, SortedMap<Integer, String>> masks(String folder) {
        Map<String, SortedMap<Integer, String>> masks = new HashMap<>();
        each(folder, (stem, path) -> {
            MaskName name = MaskName.of(stem)
                    .orElseThrow(() ->
                            new InputException(path + ": not the name of a mask, expected NAME_0.png, NAME_1.png, …"));
            String other = masks.computeIfAbsent(InstanceFolder.key(name.image()), k -> new TreeMap<>())
                    .putIfAbsent(name.number(), path.toString());
            if (other != null) {
                throw new InputException(path + ": has the number of " + other + ", expected one mask of a number");
            }
        });
        return masks;
    }

    private void each(String folder, BiConsumer<String, Path> take) {
        Path root = new Path(folder);
        try {
            RemoteIterator<FileStatus> files = root.getFileSystem(hadoop).listStatusIterator(root);
            while (files.hasNext()) {
                Path path = files.next().getPath();
                java.nio.file.Path name = java.nio.file.Path.of(path.getName());
                if (InstanceFolder.isPassedOver(name)) {
                    continue;
                }
                if (!Images.isImageName(name)) {
                    throw new InputException(path + ": not an image by its name, expected only images in this folder");
                }
                take.accept(InstanceFolder.stem(name), path);
            }
        } catch (FileNotFoundException e) {
            throw new InputException(folder + ": no such folder, expected one of images", e);
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    /**
     * Deals rows out, those with most masks first, so that every partition has its share of the work: rows {@code p·size}
     * to {@code (p+1)·size} of the result are partition p's.
     */
    static List<Row> dealt(List<Row> rows, int partitions) {
        List<Row> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparingInt(
                row -> -PictureRow.list(row, PictureRow.PATHS, PictureRow.MASKS).size()));
        List<Row> dealt = new ArrayList<>(sorted.size());
        for (int p = 0; p < partitions; p++) {
            for (int i = p; i < sorted.size(); i += partitions) {
                dealt.add(sorted.get(i));
            }
        }
        return dealt;
    }
}
