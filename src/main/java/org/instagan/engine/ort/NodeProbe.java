package org.instagan.engine.ort;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.instagan.data.Sample;
import org.instagan.engine.Cancellation;
import org.instagan.model.Piece;
import org.instagan.weights.FloatTensor;

/** Single steps through a whole generator whose inner values are outputs, to look into it. */
public final class NodeProbe implements AutoCloseable {
    private final OrtModel probed;

    /**
     * @param path what errors call the model
     * @param model its bytes, with the values that are wanted as outputs
     */
    public NodeProbe(Path path, byte[] model, int threads) {
        this.probed = OrtModel.of(model, path, Piece.WHOLE, threads);
    }

    /**
     * One step.
     *
     * @param names of the outputs wanted
     * @param instances how many of the sample's masks take part, the first ones
     */
    public Map<String, FloatTensor> run(List<String> names, Sample sample, int instances) {
        long height = sample.image().shape()[1];
        long width = sample.image().shape()[2];
        int count = Math.min(instances, sample.instances());
        float[] first = Arrays.copyOf(sample.masks().data(), Math.toIntExact(count * height * width));
        try (OnnxTensor image = OrtModel.tensor(FloatBuffer.wrap(sample.image().data()), 1, 3, height, width);
                OnnxTensor masks = probed.input("masks", FloatTensor.of(first, count, 1, height, width));
                OnnxTensor owners = OrtModel.tensor(new long[count]);
                OrtSession.Result result = probed.run(
                        Map.of("image", image, "masks", masks, "mask_image", owners),
                        Set.copyOf(names),
                        Map.of(),
                        new Cancellation())) {
            Map<String, FloatTensor> values = new LinkedHashMap<>();
            names.forEach(name -> values.put(name, OrtModel.read(result, name)));
            return values;
        }
    }

    @Override
    public void close() {
        probed.close();
    }
}
