package org.instagan.evaluate.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.model.Domain;
import org.instagan.model.instagan.StepOutput;
import org.instagan.platform.ort.Device;
import org.instagan.weights.FloatTensor;

/** How far a replay is from its recording. */
public record ParityResult(String name, List<Measure> measures) {
    private static final double TIGHT = 1e-4;

    /** Replays a case and compares. */
    public static ParityResult of(RecordedCase recorded, Device device, int threads) {
        return of(recorded, Replay.of(recorded, device, threads));
    }

    public boolean passed() {
        return measures.stream().allMatch(Measure::passed);
    }

    static ParityResult of(RecordedCase recorded, Replay replay) {
        List<Measure> measures = new ArrayList<>();
        for (int i = 0; i < recorded.iterations(); i++) {
            double noise = recorded.lossNoise(i);
            double error =
                    new LossDistance(recorded.losses().get(i), replay.steps().get(i)).worst();
            measures.add(new Measure("losses, iteration " + (i + 1), error, noise, i == 0 ? TIGHT : later(noise)));
        }
        measures.add(early(recorded, "gradients", "grad0", replay.gradients()));
        measures.add(early(recorded, "activations", "step0", activations(recorded, replay)));
        measures.add(late(recorded, "final weights", "final", replay.state(), recorded.group("init")));
        measures.add(late(recorded, "translation", "translate", replay.translated(), Map.of()));
        return new ParityResult(recorded.name(), measures);
    }

    private static double later(double noise) {
        return 10 * noise + TIGHT;
    }

    private static Measure early(RecordedCase recorded, String name, String group, Map<String, FloatTensor> got) {
        double noise = recorded.noise(group + ".relative_rms");
        double error = distance(recorded.group(group), got, Map.of());
        return new Measure(name, error, noise, Math.max(TIGHT, 3 * noise));
    }

    private static Measure late(
            RecordedCase recorded,
            String name,
            String group,
            Map<String, FloatTensor> got,
            Map<String, FloatTensor> start) {
        double noise = recorded.noise(group + ".relative_rms");
        return new Measure(name, distance(recorded.group(group), got, start), noise, later(noise));
    }

    /** The reference's layout: image and every slot of the sequence; those not translated yet are empty. */
    private static Map<String, FloatTensor> activations(RecordedCase recorded, Replay replay) {
        Map<String, FloatTensor> out = new LinkedHashMap<>();
        if (replay.steps().get(0).isEmpty()) {
            return out;
        }
        Map<String, FloatTensor> values = replay.steps().get(0).get(0).values();
        int max = recorded.isPlain() ? 0 : recorded.options().insMax();
        int per = recorded.isPlain() ? 0 : recorded.options().insPer();
        out.put(
                "fake_B",
                slots(
                        values.get(StepOutput.FAKE_IMAGE.of(Domain.A)),
                        values.get(StepOutput.FAKE_MASKS.of(Domain.A)),
                        max));
        out.put(
                "fake_A",
                slots(
                        values.get(StepOutput.FAKE_IMAGE.of(Domain.B)),
                        values.get(StepOutput.FAKE_MASKS.of(Domain.B)),
                        max));
        out.put(
                "rec_A",
                slots(
                        values.get(StepOutput.RECONSTRUCTED_IMAGE.of(Domain.A)),
                        values.get(StepOutput.RECONSTRUCTED_MASKS.of(Domain.A)),
                        per));
        out.put(
                "rec_B",
                slots(
                        values.get(StepOutput.RECONSTRUCTED_IMAGE.of(Domain.B)),
                        values.get(StepOutput.RECONSTRUCTED_MASKS.of(Domain.B)),
                        per));
        return out;
    }

    private static FloatTensor slots(FloatTensor image, FloatTensor masks, int slots) {
        long[] shape = image.shape();
        FloatTensor out = FloatTensor.zeros(1, 3 + slots, shape[2], shape[3]);
        Arrays.fill(out.data(), -1);
        System.arraycopy(image.data(), 0, out.data(), 0, image.data().length);
        if (slots > 0) {
            System.arraycopy(masks.data(), 0, out.data(), image.data().length, masks.data().length);
        }
        return out;
    }

    /**
     * Root mean square of the difference over that of what was expected, all tensors taken together; with a start, over
     * the change from it.
     */
    private static double distance(
            Map<String, FloatTensor> expected, Map<String, FloatTensor> got, Map<String, FloatTensor> start) {
        double difference = 0;
        double scale = 0;
        for (Map.Entry<String, FloatTensor> entry : expected.entrySet()) {
            float[] want = entry.getValue().data();
            float[] from = start.containsKey(entry.getKey())
                    ? start.get(entry.getKey()).data()
                    : new float[want.length];
            FloatTensor ours = got.get(entry.getKey());
            if (ours == null || ours.data().length != want.length) {
                return Double.POSITIVE_INFINITY;
            }
            for (int i = 0; i < want.length; i++) {
                difference += ((double) ours.data()[i] - want[i]) * ((double) ours.data()[i] - want[i]);
                scale += ((double) want[i] - from[i]) * ((double) want[i] - from[i]);
            }
        }
        return difference == 0 ? 0 : Math.sqrt(difference / scale);
    }
}
