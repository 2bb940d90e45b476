package org.instagan.data;

import java.util.List;
import org.instagan.image.Image;

/** An image {@code [H,W,3]} and its instances' masks, each {@code [H,W,1]}, 0..255, as the files hold them. */
public record Instances(String name, Image image, List<Image> masks) {

    public Instances {
        masks = List.copyOf(masks);
    }
}
