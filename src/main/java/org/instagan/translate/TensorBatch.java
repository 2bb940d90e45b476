package org.instagan.translate;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.instagan.error.NotFiniteException;
import org.instagan.image.Size;

/**
 * Images of one size with their masks, and where the results go: buffers of the caller's, direct and in native order,
 * from their position on. Values in [-1,1].
 *
 * @param size H and W, multiples of 4
 * @param instances how many masks each image has, any number
 * @param images {@code [B,3,H,W]}
 * @param masks {@code [M,1,H,W]}, the first image's first
 * @param imagesOut takes {@code [B,3,H,W]}
 * @param masksOut takes {@code [M,1,H,W]}
 */
public record TensorBatch(
        Size size,
        int[] instances,
        FloatBuffer images,
        FloatBuffer masks,
        FloatBuffer imagesOut,
        FloatBuffer masksOut) {

    /** @throws IllegalArgumentException when a buffer is too small, not direct or of another byte order */
    public TensorBatch {
        if (size.width() % 4 != 0 || size.height() % 4 != 0) {
            throw new IllegalArgumentException("Batch: expected height and width to be multiples of 4, got " + size);
        }
        long plane = (long) size.width() * size.height();
        long count = 0;
        for (int n : instances) {
            count += n;
        }
        check("images", images, 3 * plane * instances.length);
        check("masks", masks, plane * count);
        check("imagesOut", imagesOut, 3 * plane * instances.length);
        check("masksOut", masksOut, plane * count);
    }

    private static void check(String what, FloatBuffer buffer, long floats) {
        if (!buffer.isDirect() || buffer.order() != ByteOrder.nativeOrder() || buffer.remaining() < floats) {
            throw new IllegalArgumentException("Batch, " + what + ": expected a direct buffer in native order of "
                    + floats + " floats, got " + buffer + " in " + buffer.order());
        }
    }

    /** @throws NotFiniteException naming the first image or mask that came out as no number */
    void requireFinite() {
        int masks = 0;
        for (int image = 0; image < instances.length; image++) {
            requireFinite("image " + image, imageOut(image));
            for (int n = 0; n < instances[image]; n++) {
                requireFinite("mask " + n + " of image " + image, maskOut(masks++));
            }
        }
    }

    private static void requireFinite(String what, FloatBuffer values) {
        for (int i = 0; i < values.limit(); i++) {
            if (!Float.isFinite(values.get(i))) {
                throw new NotFiniteException("translated " + what + ": " + values.get(i) + " at " + i
                        + ", expected finite numbers; the model's weights are damaged, or float16 does not hold its"
                        + " values: compare it with 'instagan verify'");
            }
        }
    }

    /** For each mask, the row of its image. */
    long[] maskImage() {
        return IntStream.range(0, instances.length)
                .flatMap(image -> IntStream.generate(() -> image).limit(instances[image]))
                .asLongStream()
                .toArray();
    }

    /** Elements of one mask. */
    int plane() {
        return size.width() * size.height();
    }

    /** An image's three planes. */
    FloatBuffer imageOut(int image) {
        return imagesOut.slice(imagesOut.position() + image * 3 * plane(), 3 * plane());
    }

    FloatBuffer image(int image) {
        return images.slice(images.position() + image * 3 * plane(), 3 * plane());
    }

    FloatBuffer mask(int mask) {
        return masks.slice(masks.position() + mask * plane(), plane());
    }

    FloatBuffer maskOut(int mask) {
        return masksOut.slice(masksOut.position() + mask * plane(), plane());
    }
}
