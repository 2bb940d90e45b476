package org.instagan.serve.v2;

import java.util.List;

/**
 * A tensor that goes in or out, whatever the model's file holds: an interface in float16 is served in FP32.
 *
 * @param shape -1 where the size is the request's
 */
public record TensorSpec(String name, String datatype, List<Integer> shape) {
    /** The version of every model: reloading its file makes no other. */
    public static final String MODEL_VERSION = "1";

    static final String FP32 = "FP32";
    static final String INT64 = "INT64";

    static final TensorSpec IMAGE = new TensorSpec("image", FP32, List.of(-1, 3, -1, -1));
    static final TensorSpec MASKS = new TensorSpec("masks", FP32, List.of(-1, 1, -1, -1));
    static final TensorSpec MASK_IMAGE = new TensorSpec("mask_image", INT64, List.of(-1));
    static final TensorSpec IMAGE_OUT = new TensorSpec("image_out", FP32, IMAGE.shape);
    static final TensorSpec MASKS_OUT = new TensorSpec("masks_out", FP32, MASKS.shape);

    public static final List<TensorSpec> INPUTS = List.of(IMAGE, MASKS, MASK_IMAGE);
    public static final List<TensorSpec> OUTPUTS = List.of(IMAGE_OUT, MASKS_OUT);
}
