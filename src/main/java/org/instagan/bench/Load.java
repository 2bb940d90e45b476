package org.instagan.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.instagan.data.Box;
import org.instagan.data.Instances;
import org.instagan.image.Image;
import org.instagan.image.Size;

/**
 * What every request asks for.
 *
 * @param size of the images; the network pads what is no multiple of 4
 * @param batch images in a request
 * @param instances of every image
 */
public record Load(Size size, int batch, int instances) {
    private static final int SEED = 20181112;

    /** The same pictures at every call: noise, and rectangles of a third of the side as masks. */
    List<Instances> pictures() {
        List<Instances> pictures = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            SplittableRandom random = new SplittableRandom(SEED + i);
            byte[] pixels = new byte[3 * size.width() * size.height()];
            random.nextBytes(pixels);
            List<Image> masks = new ArrayList<>();
            for (int m = 0; m < instances; m++) {
                masks.add(rectangle(random));
            }
            pictures.add(new Instances("picture " + i, new Image(size.width(), size.height(), 3, pixels), masks));
        }
        return pictures;
    }

    private Image rectangle(SplittableRandom random) {
        int left = random.nextInt(size.width() / 2);
        int top = random.nextInt(size.height() / 2);
        Box box = new Box(top, left, size.height() / 3 + 1, size.width() / 3 + 1);
        return box.image(size.height(), size.width());
    }
}
