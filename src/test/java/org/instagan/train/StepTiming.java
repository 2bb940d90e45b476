package org.instagan.train;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.instagan.autodiff.Gradients;
import org.instagan.checkpoint.TrainingState;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.model.Architecture;
import org.instagan.model.Generator;
import org.instagan.model.SequentialStep;
import org.instagan.nn.Instances;
import org.instagan.nn.Layers;
import org.instagan.nn.Normalization;
import org.instagan.nn.Parameters;
import org.instagan.onnx.OnnxWriter;
import org.instagan.ort.OrtRuntime;
import org.instagan.tensor.FloatTensor;

/**
 * Seconds and peak memory of one generator forward and backward, or of the authors' training iteration (two steps of
 * two masks in either domain), random weights: {@code StepTiming generator|iteration [size] [repeats] [profile]}.
 */
public final class StepTiming {
    private static final int THREADS = Integer.getInteger("threads", 2);

    private final OrtEnvironment environment = OrtRuntime.environment();
    private final SplittableRandom random = new SplittableRandom(1);
    private final int size;
    private final int repeats;

    private StepTiming(int size, int repeats) {
        this.size = size;
        this.repeats = repeats;
    }

    public static void main(String[] args) throws Exception {
        StepTiming timing = new StepTiming(
                args.length > 1 ? Integer.parseInt(args[1]) : 200, args.length > 2 ? Integer.parseInt(args[2]) : 3);
        if (args[0].equals("generator")) {
            timing.generator(args.length > 3 ? args[3] : "");
        } else {
            timing.iteration();
        }
        Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(l -> l.startsWith("VmHWM"))
                .forEach(System.out::println);
    }

    private void generator(String profile) throws Exception {
        Graph graph = generatorGraph();
        byte[] model = OnnxWriter.inferenceModel(graph, weights(graph), Map.of());
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(THREADS);
            if (!profile.isEmpty()) {
                options.enableProfiling(profile);
            }
            try (OrtSession session = environment.createSession(model, options)) {
                for (int i = 0; i < repeats; i++) {
                    report("generator", () -> runGenerator(session));
                }
            }
        }
    }

    private void runGenerator(OrtSession session) throws Exception {
        try (OnnxTensor image = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(values(3 * size * size)), new long[] {1, 3, size, size});
                OnnxTensor masks = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(values(2 * size * size)), new long[] {2, 1, size, size});
                OnnxTensor owners =
                        OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[] {0, 0}), new long[] {2})) {
            session.run(Map.of("image", image, "masks", masks, "mask_image", owners))
                    .close();
        }
    }

    private static Graph generatorGraph() {
        GraphBuilder g = new GraphBuilder("timing");
        Dim h = Dim.multipleOf("H", 8);
        Dim w = Dim.multipleOf("W", 8);
        Value image = g.input("image", ElementType.FLOAT, Shape.of(Dim.symbol("B"), Dim.of(3), h, w));
        Value masks = g.input("masks", ElementType.FLOAT, Shape.of(Dim.symbol("M"), Dim.of(1), h, w));
        Value owners = g.input("mask_image", ElementType.INT64, Shape.of(Dim.symbol("M")));
        Generator generator = new Generator(
                new Layers(g, new Parameters(g), Normalization.valueOf(System.getProperty("norm", "FAST_TRAINING"))),
                "G",
                64);
        Generator.Translation made = generator.translate(image, masks, new Instances(g, owners, image));
        Value loss = g.add(square(g, made.image()), square(g, made.masks()));
        return g.build(new ArrayList<>(Gradients.of(g, loss, g.parameters()).values()));
    }

    private static Value square(GraphBuilder g, Value x) {
        return g.reduceMean(g.mul(x, x), false, 0, 1, 2, 3);
    }

    private void iteration() throws Exception {
        Architecture architecture = new Architecture(64, 64, true, 10, 10, 1, 1, 2);
        Graph graph = SequentialStep.build(architecture, SequentialStep.Purpose.TRAIN);
        Map<String, FloatTensor> vectors = new HashMap<>();
        graph.inputs().stream().filter(v -> v.name().endsWith("weight_u")).forEach(v -> vectors.put(v.name(), unit(v)));
        Path folder = Files.createTempDirectory("timing");
        try (StepRunner runner =
                new StepRunner(architecture, TrainingState.initial(weights(graph), Map.of()), 0.5, THREADS, folder)) {
            Trainer trainer = new Trainer(runner, 4, 2, 50, 1, vectors);
            runner.setLearningRate(2e-4);
            for (int i = 0; i < repeats; i++) {
                report(
                        "iteration",
                        () -> trainer.iterate(List.of(instanced()), List.of(instanced()))
                                .forEach(s -> System.out.println(s.value("loss"))));
            }
        }
    }

    private Instanced instanced() {
        List<float[]> masks =
                IntStream.range(0, 4).mapToObj(i -> values(size * size)).toList();
        return new Instanced(values(3 * size * size), masks, size, size);
    }

    private FloatTensor unit(Value v) {
        float[] data = values(Math.toIntExact(v.shape().dim(0).size()));
        double length = 0;
        for (float x : data) {
            length += x * x;
        }
        for (int i = 0; i < data.length; i++) {
            data[i] /= (float) Math.sqrt(length);
        }
        return FloatTensor.of(data, data.length);
    }

    private Map<String, FloatTensor> weights(Graph graph) {
        Map<String, FloatTensor> weights = new LinkedHashMap<>();
        for (Value p : graph.parameters()) {
            float[] data = values(Math.toIntExact(FloatTensor.elements(p.shape().sizes())));
            for (int i = 0; i < data.length; i++) {
                data[i] *= 0.035f;
            }
            weights.put(p.name(), new FloatTensor(p.shape().sizes(), data));
        }
        return weights;
    }

    private float[] values(int n) {
        float[] data = new float[n];
        for (int i = 0; i < n; i++) {
            data[i] = (float) (2 * random.nextDouble() - 1);
        }
        return data;
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void report(String what, Action action) throws Exception {
        long start = System.nanoTime();
        action.run();
        Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
        System.out.printf(
                "%s %.2f s; processor time so far %.1f s%n",
                what, (System.nanoTime() - start) / 1e9, cpu.toMillis() / 1e3);
    }
}
