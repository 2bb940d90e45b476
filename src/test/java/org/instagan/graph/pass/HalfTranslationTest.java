package org.instagan.graph.pass;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.instagan.graph.Graph;
import org.instagan.graph.Value;
import org.instagan.graph.onnx.OnnxReader;
import org.instagan.graph.onnx.OnnxWriter;
import org.instagan.model.Piece;
import org.instagan.model.instagan.TranslationGraph;
import org.instagan.model.layer.Design;
import org.instagan.weights.FloatTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Small random generators in FP16 against themselves in FP32, on ONNX Runtime's CPU provider. */
final class HalfTranslationTest {
    private static final int FILTERS = 4;
    private static final int SIZE = 32;
    private static final int PLANE = SIZE * SIZE;
    private static final int MASKS = 3;
    /** Of outputs in [-1,1]. Seen: 0.007 over five seeds here; 0.015 where sums are rounded to FP16 too. */
    private static final float TOLERANCE = 0.02f;
    /** Of features, whose largest is about 14. Seen: 0.028, and 0.047. */
    private static final float FEATURE_TOLERANCE = 0.06f;

    /** A sequence has more inputs, see SequenceTest. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SEQUENCE")
    void agreesWithFp32(Piece piece) throws OrtException {
        Graph graph = graph(piece);
        Map<String, FloatTensor> feeds = feeds(randomImage(), rectangles());
        Map<String, FloatTensor> expected = TypedRun.run(graph, weights(graph), feeds);
        List<Options> all = List.of(Options.defaults(), Options.defaults().withHalfInterfaces());
        for (Options options : all) {
            Graph half = HalfPrecision.convert(graph, options).graph();
            Map<String, FloatTensor> actual = TypedRun.run(half, weights(graph), feeds);
            assertThat(actual).containsOnlyKeys(expected.keySet());
            expected.forEach((name, tensor) -> assertThat(largestDifference(tensor, actual.get(name)))
                    .as("%s of %s", name, piece)
                    .isBetween(0f, name.equals("features") ? FEATURE_TOLERANCE : TOLERANCE));
        }
    }

    @Test
    void allInFp32ChangesNothing() {
        Graph graph = graph(Piece.WHOLE);
        Graph kept = HalfPrecision.convert(graph, Options.defaults().keepingNames(List.of("*")))
                .graph();
        assertThat(Arrays.equals(
                        OnnxWriter.inferenceModel(kept, weights(graph), Map.of()),
                        OnnxWriter.inferenceModel(graph, weights(graph), Map.of())))
                .isTrue();
    }

    @Test
    void aModelThatIsReadCanBeConvertedToo() throws OrtException {
        Graph graph = graph(Piece.WHOLE);
        byte[] fp32 = OnnxWriter.inferenceModel(graph, weights(graph), Map.of());
        Graph half = HalfPrecision.convert(OnnxReader.parse("fp32", fp32).graph(), Options.defaults())
                .graph();
        TypeCheck.check(half);
        byte[] model = OnnxWriter.inferenceModel(half, Map.of(), Map.of());
        assertThat(model.length).isLessThan((int) (0.65 * fp32.length));
        Map<String, FloatTensor> feeds = feeds(randomImage(), rectangles());
        Graph direct = HalfPrecision.convert(graph, Options.defaults()).graph();
        assertThat(TypedRun.run(half, model, feeds)).isEqualTo(TypedRun.run(direct, weights(graph), feeds));
    }

    /** No more can be asked: there FP32 differs by 1 from float64, since variances are rounding errors alone. */
    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "-1,1", "0,-0.999", "1,-0.999", "-1,-1", "0.3,-1"})
    void flatImagesAndMasksStayFinite(float shade, float mask) throws OrtException {
        float[] masks = new float[MASKS * PLANE];
        Arrays.fill(masks, mask);
        masks[PLANE + 5] = 1;
        float[] image = new float[3 * PLANE];
        Arrays.fill(image, shade);
        Graph graph = graph(Piece.WHOLE);
        Map<String, FloatTensor> feeds =
                feeds(FloatTensor.of(image, 1, 3, SIZE, SIZE), FloatTensor.of(masks, MASKS, 1, SIZE, SIZE));
        Graph half = HalfPrecision.convert(graph, Options.defaults()).graph();
        TypedRun.run(half, weights(graph), feeds)
                .values()
                .forEach(tensor -> assertThat(largestDifference(tensor, FloatTensor.zeros(tensor.shape())))
                        .isLessThanOrEqualTo(1));
    }

    @Test
    void aMaskThatIsAlmostEmptyIsNotTakenForEmpty() throws OrtException {
        float[] masks = rectangles().data();
        // In FP16 it is -1 everywhere.
        Arrays.fill(masks, 0, PLANE, -0.9999f);
        Arrays.fill(masks, PLANE, 2 * PLANE, -1);
        Graph graph = graph(Piece.WHOLE);
        Graph half = HalfPrecision.convert(graph, Options.defaults()).graph();
        float[] out = TypedRun.run(
                        half, weights(graph), feeds(randomImage(), FloatTensor.of(masks, MASKS, 1, SIZE, SIZE)))
                .get("masks_out")
                .data();
        assertThat(Arrays.copyOfRange(out, 0, PLANE)).doesNotContain(-1, -0.9999f);
        assertThat(Arrays.copyOfRange(out, PLANE, 2 * PLANE)).containsOnly(-1);
    }

    private static Graph graph(Piece piece) {
        return TranslationGraph.build(piece, "G_A", Design.usual(FILTERS, FILTERS));
    }

    /** NaN when there is one. */
    private static float largestDifference(FloatTensor a, FloatTensor b) {
        float largest = 0;
        for (int i = 0; i < a.data().length; i++) {
            largest = Math.max(largest, Math.abs(a.data()[i] - b.data()[i]));
        }
        return largest;
    }

    /** Inputs of all pieces. */
    private static Map<String, FloatTensor> feeds(FloatTensor image, FloatTensor masks) {
        int side = SIZE / 4;
        return Map.of(
                "image", image,
                "masks", masks,
                "mask_image", FloatTensor.zeros(MASKS),
                "image_rows", FloatTensor.zeros(1),
                "features", random(3, 1, 4, 4 * FILTERS, side, side),
                "feature_rows", FloatTensor.of(new float[] {3, 0, 2}, MASKS));
    }

    private static FloatTensor randomImage() {
        FloatTensor image = random(2, 1, 1, 3, SIZE, SIZE);
        for (int i = 0; i < image.data().length; i++) {
            image.data()[i] = Math.max(-1, Math.min(1, image.data()[i]));
        }
        return image;
    }

    private static FloatTensor rectangles() {
        float[] masks = new float[MASKS * PLANE];
        for (int i = 0; i < masks.length; i++) {
            int mask = i / PLANE;
            int row = i % PLANE / SIZE - 3 * mask;
            int column = i % SIZE - 5 * mask;
            masks[i] = row >= 2 && row < 14 && column >= 1 && column < 17 ? 1 : -1;
        }
        return FloatTensor.of(masks, MASKS, 1, SIZE, SIZE);
    }

    private static Map<String, FloatTensor> weights(Graph graph) {
        Map<String, FloatTensor> weights = new HashMap<>();
        for (Value p : graph.parameters()) {
            weights.put(p.name(), random(p.name().hashCode(), 0.06, p.shape().sizes()));
        }
        return weights;
    }

    private static FloatTensor random(int seed, double deviation, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        FloatTensor t = FloatTensor.zeros(shape);
        for (int i = 0; i < t.data().length; i++) {
            t.data()[i] = (float) (random.nextGaussian() * deviation);
        }
        return t;
    }
}
