package org.instagan.data.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.image.Images;

/** Masks of label maps, whose pixels say what they show: Multi-Human Parsing's, Clothing Co-Parsing's. */
public final class LabelMaps {
    private static final Pattern PERSON = Pattern.compile("(.+)_[0-9]+_[0-9]+\\.[A-Za-z]+");

    private LabelMaps() {}

    /**
     * White where a label is one of these.
     *
     * @param labels one byte a pixel
     */
    public static Image mask(int width, int height, byte[] labels, Set<Integer> wanted) {
        byte[] pixels = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            pixels[i] = (byte) (wanted.contains(labels[i] & 0xff) ? 255 : 0);
        }
        return new Image(width, height, 1, pixels);
    }

    /** Which label images belong to an image, by its name; other files are passed over. */
    public static Map<String, List<Path>> people(List<Path> files) {
        Map<String, List<Path>> people = new HashMap<>();
        for (Path file : files) {
            Matcher name = PERSON.matcher(file.getFileName().toString());
            if (name.matches()) {
                people.computeIfAbsent(name.group(1), k -> new ArrayList<>()).add(file);
            }
        }
        return people;
    }

    /**
     * One person's mask.
     *
     * @param file the label is its red channel, or its only one
     * @throws InputException when it is of another size than the image
     */
    public static Image person(Path file, Image image, Set<Integer> wanted) {
        Image map = Images.readRgb(file);
        if (map.width() != image.width() || map.height() != image.height()) {
            throw new InputException(file + ": has " + map.width() + "x" + map.height() + " pixels, its image "
                    + image.width() + "x" + image.height());
        }
        byte[] labels = new byte[map.width() * map.height()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = map.pixels()[3 * i];
        }
        return mask(map.width(), map.height(), labels, wanted);
    }
}
