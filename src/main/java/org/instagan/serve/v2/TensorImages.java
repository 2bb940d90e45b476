package org.instagan.serve.v2;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.instagan.data.Sample;
import org.instagan.serve.http.Refusal;
import org.instagan.serve.http.ServerOptions;
import org.instagan.weights.FloatTensor;

/**
 * The three tensors of a request as images with their masks, and back: the masks' rows may come in any order and go
 * back in the same.
 *
 * @param samples one for each image
 * @param rows for each image, which rows of {@code masks} are its own
 */
record TensorImages(List<Sample> samples, List<List<Integer>> rows, int height, int width) {
    private static final int UNIT = 4;
    private static final int SMALLEST = 8;

    /** @throws Refusal that names the tensor which is wrong, or too large */
    static TensorImages of(Map<String, InputTensor> inputs, ServerOptions options) {
        for (String name : inputs.keySet()) {
            if (TensorSpec.INPUTS.stream().noneMatch(spec -> spec.name().equals(name))) {
                throw new Refusal(
                        Refusal.UNPROCESSABLE, name + ": no input of this model, expected image, masks and mask_image");
            }
        }
        InputTensor image = input(inputs, TensorSpec.IMAGE);
        InputTensor masks = input(inputs, TensorSpec.MASKS);
        checkImage(image, options);
        int height = image.shape().get(2);
        int width = image.shape().get(3);
        checkMasks(masks, height, width, options.limits().maxInstances());
        float[] pixels = image.floats();
        List<List<Integer>> rows = rows(
                input(inputs, TensorSpec.MASK_IMAGE),
                image.shape().get(0),
                masks.shape().get(0));
        options.limits().checkWork(work(rows, (long) height * width));
        float[] instances = masks.floats();
        List<Sample> samples = new ArrayList<>();
        int plane = height * width;
        for (int i = 0; i < rows.size(); i++) {
            FloatTensor own = FloatTensor.zeros(rows.get(i).size(), height, width);
            for (int n = 0; n < rows.get(i).size(); n++) {
                System.arraycopy(instances, rows.get(i).get(n) * plane, own.data(), n * plane, plane);
            }
            float[] three = Arrays.copyOfRange(pixels, i * 3 * plane, (i + 1) * 3 * plane);
            samples.add(new Sample("image " + i, FloatTensor.of(three, 3, height, width), own));
        }
        return new TensorImages(samples, rows, height, width);
    }

    private static long work(List<List<Integer>> rows, long plane) {
        return rows.stream().mapToLong(own -> Math.max(1, own.size()) * plane).sum();
    }

    private static InputTensor input(Map<String, InputTensor> inputs, TensorSpec spec) {
        InputTensor input = inputs.get(spec.name());
        if (input == null) {
            throw new Refusal(Refusal.UNPROCESSABLE, spec.name() + ": missing among the inputs");
        }
        return input;
    }

    private static void checkImage(InputTensor image, ServerOptions options) {
        List<Integer> shape = image.shape();
        if (shape.size() != 4 || shape.get(0) < 1 || shape.get(1) != 3) {
            throw image.wrong("expected the shape [B,3,H,W], B from 1, got " + shape);
        }
        if (shape.get(0) > options.batching().maxImages()) {
            throw new Refusal(
                    Refusal.TOO_LARGE,
                    "image: expected at most " + options.batching().maxImages() + " images, got " + shape.get(0));
        }
        for (int size : shape.subList(2, 4)) {
            if (size % UNIT != 0 || size < SMALLEST) {
                throw image.wrong("expected height and width to be multiples of 4 from 8, got " + shape);
            }
        }
        int most = options.limits().maxPixels();
        if ((double) shape.get(0) * shape.get(2) * shape.get(3) > most) {
            throw new Refusal(Refusal.TOO_LARGE, "image: expected at most " + most + " pixels in all, got " + shape);
        }
    }

    private static void checkMasks(InputTensor masks, int height, int width, int most) {
        List<Integer> shape = masks.shape();
        if (shape.size() != 4 || !shape.subList(1, 4).equals(List.of(1, height, width))) {
            throw masks.wrong("expected the shape [M,1," + height + "," + width + "] as the image, got " + shape);
        }
        if (shape.get(0) > most) {
            throw new Refusal(Refusal.TOO_LARGE, "masks: expected at most " + most + " instances, got " + shape.get(0));
        }
    }

    private static List<List<Integer>> rows(InputTensor maskImage, int images, int masks) {
        if (!maskImage.shape().equals(List.of(masks))) {
            throw maskImage.wrong("expected the shape [" + masks + "], one for each mask, got " + maskImage.shape());
        }
        Numbers numbers = maskImage.numbers(TensorSpec.INT64);
        if (!numbers.whole()) {
            throw maskImage.wrong("expected whole numbers");
        }
        List<List<Integer>> rows = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            rows.add(new ArrayList<>());
        }
        for (int m = 0; m < masks; m++) {
            float index = numbers.values()[m];
            if (!(index >= 0 && index < images)) {
                throw maskImage.wrong("expected 0 to " + (images - 1) + ", got " + (long) index + " at " + m);
            }
            rows.get((int) index).add(m);
        }
        return rows;
    }

    /** {@code [B,3,H,W]} of the translated samples. */
    float[] images(List<Sample> translated) {
        int floats = 3 * height * width;
        float[] out = new float[translated.size() * floats];
        for (int i = 0; i < translated.size(); i++) {
            System.arraycopy(translated.get(i).image().data(), 0, out, i * floats, floats);
        }
        return out;
    }

    /** {@code [M,1,H,W]} of the translated samples, in the order in which the masks came. */
    float[] masks(List<Sample> translated) {
        int plane = height * width;
        float[] out = new float[instances() * plane];
        for (int i = 0; i < rows.size(); i++) {
            for (int n = 0; n < rows.get(i).size(); n++) {
                System.arraycopy(
                        translated.get(i).masks().data(),
                        n * plane,
                        out,
                        rows.get(i).get(n) * plane,
                        plane);
            }
        }
        return out;
    }

    int instances() {
        return rows.stream().mapToInt(List::size).sum();
    }
}
