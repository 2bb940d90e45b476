package org.instagan.data;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.instagan.error.InputException;
import org.instagan.image.Images;

/**
 * A domain's folder of images, {@code NAME.EXT}, and its folder of masks, {@code NAME_0.EXT}, {@code NAME_1.EXT}, …, any
 * number of them, with gaps or without. Only names are looked at here; {@link Item#read} opens the files. Masks of no
 * image are left alone; hidden files, {@code Thumbs.db} and {@code desktop.ini} are passed over.
 */
public final class InstanceFolder {
    private static final Set<String> PASSED_OVER = Set.of("thumbs.db", "desktop.ini");

    private final Path imagesDir;
    private final Path masksDir;
    private final List<Item> items;

    private InstanceFolder(Path imagesDir, Path masksDir, List<Item> items) {
        this.imagesDir = imagesDir;
        this.masksDir = masksDir;
        this.items = List.copyOf(items);
    }

    /**
     * Lists both folders.
     *
     * @throws InputException when a folder is missing, holds a file that is no image, or there are no images
     */
    public static InstanceFolder open(Path imagesDir, Path masksDir) {
        return scan(imagesDir, list(imagesDir), masksDir, masks(masksDir));
    }

    /** One image and its masks; errors as in {@link #open}. */
    public static InstanceFolder openOne(Path image, Path masksDir) {
        if (!Files.isRegularFile(image) || !Images.isImageName(image)) {
            throw new InputException(image + ": " + (Files.exists(image) ? "not an image by its name" : "no such file")
                    + ", expected an image or a folder of images");
        }
        return scan(image, List.of(image), masksDir, masks(masksDir));
    }

    /** Images alone, every item without masks, for models that take none; errors as in {@link #open}. */
    public static InstanceFolder openImages(Path imagesDir) {
        return scan(imagesDir, list(imagesDir), imagesDir, Map.of());
    }

    /** The images, sorted by name. */
    public List<Item> items() {
        return items;
    }

    /**
     * This folder, once every image has a mask.
     *
     * @throws InputException naming the first image that has none
     */
    public InstanceFolder requireMasks() {
        for (Item item : items) {
            if (item.masks().isEmpty()) {
                throw new InputException(item.image() + ": has no mask, expected "
                        + masksDir.resolve(item.name() + "_0.png") + " or the like");
            }
        }
        return this;
    }

    /**
     * This folder, once some image has a mask.
     *
     * @throws InputException when none has, with what the masks' names fit instead
     */
    public InstanceFolder requireAnyMask() {
        if (items.stream().allMatch(item -> item.masks().isEmpty())) {
            String example = list(masksDir).stream()
                    .findFirst()
                    .map(file -> "holds " + file.getFileName() + " and the like")
                    .orElse("is empty");
            throw new InputException(masksDir + ": no image of " + imagesDir + " has a mask in it; expected "
                    + items.get(0).name() + "_0.png or the like, but the folder " + example);
        }
        return this;
    }

    @Override
    public String toString() {
        return imagesDir + " (" + items.size() + " images)";
    }

    private static InstanceFolder scan(
            Path imagesDir, List<Path> files, Path masksDir, Map<String, SortedMap<Integer, Path>> masks) {
        List<Item> items = new ArrayList<>();
        Map<String, Path> seen = new HashMap<>();
        for (Path file : files) {
            String name = stem(file);
            Path other = seen.putIfAbsent(key(name), file);
            if (other != null) {
                throw new InputException(file + ": has the name of " + other.getFileName()
                        + ", expected one image of a name, since masks are found by it");
            }
            SortedMap<Integer, Path> own = masks.getOrDefault(key(name), new TreeMap<>());
            items.add(new Item(name, file, List.copyOf(own.values())));
        }
        if (items.isEmpty()) {
            throw new InputException(imagesDir + ": holds no images, expected at least one (PNG, JPEG, …)");
        }
        items.sort(Comparator.comparing(Item::name));
        return new InstanceFolder(imagesDir, masksDir, items);
    }

    private static Map<String, SortedMap<Integer, Path>> masks(Path dir) {
        Map<String, SortedMap<Integer, Path>> masks = new HashMap<>();
        for (Path file : list(dir)) {
            MaskName mask = MaskName.of(stem(file))
                    .orElseThrow(() ->
                            new InputException(file + ": not the name of a mask, expected NAME_0.png, NAME_1.png, …"));
            Path other = masks.computeIfAbsent(key(mask.image()), k -> new TreeMap<>())
                    .putIfAbsent(mask.number(), file);
            if (other != null) {
                throw new InputException(
                        file + ": has the number of " + other.getFileName() + ", expected one mask of a number");
            }
        }
        return masks;
    }

    /** What a system puts in a folder by itself. */
    public static boolean isPassedOver(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") || PASSED_OVER.contains(name.toLowerCase(Locale.ROOT));
    }

    private static List<Path> list(Path dir) {
        if (!Files.isDirectory(dir)) {
            throw new InputException(dir + ": " + (Files.exists(dir) ? "is a file" : "no such folder")
                    + ", expected a folder of images");
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(dir)) {
            for (Path file : stream) {
                if (isPassedOver(file)) {
                    continue;
                }
                if (!Files.isRegularFile(file) || !Images.isImageName(file)) {
                    throw new InputException(file + ": not an image by its name, expected only PNG, JPEG, BMP, PPM,"
                            + " PGM, WebP and TIFF files in this folder");
                }
                files.add(file);
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            throw new InputException(
                    dir + ": cannot be listed (" + e.getMessage() + "), expected a readable folder", e);
        }
        files.sort(Comparator.comparing(f -> f.getFileName().toString()));
        return files;
    }

    /** A file's name without its ending, which it has. */
    public static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }

    /** By which names are compared: macOS decomposes accents in them, and an image and its masks may have come by different ways. */
    public static String key(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }
}
