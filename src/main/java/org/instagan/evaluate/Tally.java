package org.instagan.evaluate;

import java.util.List;
import java.util.stream.Stream;
import org.instagan.data.InstanceFolder;
import org.instagan.data.Instances;
import org.instagan.data.Item;
import org.instagan.image.Image;

/** Scores translations whose truth is known, image by image. */
public final class Tally {
    private static final double SHOWN = 0.5;

    private final PixelTest target;
    private final BackgroundError background = new BackgroundError();
    private double maskIous;
    private double imageIous;
    private int images;
    private int instances;
    private int kept;

    /** @param target passes pixels that show what the source is to become */
    public Tally(PixelTest target) {
        this.target = target;
    }

    /**
     * Adds one image.
     *
     * @param truth the masks of a perfect translation, one for each of the source's and in their order
     * @throws IllegalArgumentException when the numbers of masks differ, or the sizes do
     */
    public void add(Instances source, Instances translated, List<Image> truth) {
        int count = truth.size();
        if (source.masks().size() != count || translated.masks().size() != count) {
            throw new IllegalArgumentException("Image '" + source.name() + "': expected " + count
                    + " masks as the truth has, got " + source.masks().size() + " and "
                    + translated.masks().size() + " translated");
        }
        List<Image> changing =
                Stream.concat(source.masks().stream(), truth.stream()).toList();
        background.add(source.image(), translated.image(), changing);
        Image shown = target.mask(translated.image());
        for (int i = 0; i < count; i++) {
            maskIous += MaskOverlap.of(translated.masks().get(i), truth.get(i)).iou();
            kept += MaskOverlap.of(truth.get(i), shown).covered() >= SHOWN ? 1 : 0;
        }
        imageIous += MaskOverlap.of(shown, union(truth, source.image())).iou();
        instances += count;
        images++;
    }

    /**
     * Adds a folder of images, each with the translation and the truth of its name.
     *
     * @throws IllegalArgumentException as {@link #add}, or when the folders hold other names
     */
    public void addAll(InstanceFolder sources, InstanceFolder translated, InstanceFolder truth) {
        List<String> names = names(sources);
        if (!names(translated).equals(names) || !names(truth).equals(names)) {
            throw new IllegalArgumentException(
                    "Images: expected the names of " + sources + " in " + translated + " and in " + truth);
        }
        for (int i = 0; i < names.size(); i++) {
            Instances source = sources.items().get(i).read();
            add(
                    source,
                    translated.items().get(i).read(),
                    truth.items().get(i).read().masks());
        }
    }

    private static List<String> names(InstanceFolder folder) {
        return folder.items().stream().map(Item::name).toList();
    }

    public Scores scores() {
        return new Scores(background.psnr(), maskIous / instances, imageIous / images, instances, kept);
    }

    private static Image union(List<Image> masks, Image image) {
        byte[] union = new byte[image.width() * image.height()];
        for (Image mask : masks) {
            for (int i = 0; i < union.length; i++) {
                union[i] = (byte) Math.max(union[i] & 0xff, mask.pixels()[i] & 0xff);
            }
        }
        return new Image(image.width(), image.height(), 1, union);
    }
}
