package org.instagan.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.model.Direction;
import org.instagan.model.Family;
import org.instagan.weights.AuthorsNames;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.NamedTensors;
import org.instagan.weights.Safetensors;
import org.instagan.weights.checkpoint.CheckpointFile;

/**
 * What a run begins with: random weights, or those of {@code --init} where it has them: a run (its newest checkpoint), a
 * checkpoint, a checkpoint file of ONNX Runtime, an export as safetensors, which has generators alone, or one of the
 * authors' files, {@code latest_net_G_A.pth}, with those of the other networks beside it.
 */
final class FirstWeights {
    private FirstWeights() {}

    /** @throws InputException when {@code init} is none of these, or of another architecture */
    static Family.Start of(Family family, RunConfig config) {
        Family.Start random = family.start(config.seed());
        if (config.init().isBlank()) {
            return random;
        }
        Path init = Path.of(config.init());
        if (Files.isRegularFile(init) && AuthorsFiles.isOne(init)) {
            Map<String, FloatTensor> given = AuthorsFiles.beside(init);
            Map<String, FloatTensor> vectors = new LinkedHashMap<>(given);
            vectors.keySet().retainAll(random.carried().keySet());
            vectors.keySet().forEach(name -> {
                given.remove(name);
                AuthorsNames.rightOf(name).ifPresent(given::remove);
            });
            return over(init, random, NamedTensors.of(given), vectors);
        }
        if (Files.isRegularFile(init)) {
            return over(init, random, CheckpointFile.open(init).weights(), Map.of());
        }
        if (Files.isRegularFile(init.resolve(Checkpoint.MANIFEST))) {
            return over(init, random, Checkpoint.open(init).requireWhole());
        }
        if (Files.isRegularFile(new RunFolder(init).config())) {
            return over(init, random, RunFolder.open(init).newestCheckpoint());
        }
        return over(init, random, NamedTensors.of(exported(init, family)), Map.of());
    }

    private static Map<String, FloatTensor> exported(Path folder, Family family) {
        Map<String, FloatTensor> weights = new LinkedHashMap<>();
        for (Direction direction : Direction.values()) {
            Path file = folder.resolve(direction.name() + ".safetensors");
            if (Files.exists(file)) {
                Safetensors.read(file).forEach((name, tensor) -> weights.put(family.prefix(direction) + name, tensor));
            }
        }
        if (weights.isEmpty()) {
            throw new InputException("--init " + folder + ": expected a run, a checkpoint, or a folder with"
                    + " A2B.safetensors ('instagan export --format safetensors')");
        }
        return weights;
    }

    private static Family.Start over(Path init, Family.Start random, Checkpoint checkpoint) {
        return over(init, random, checkpoint.state().weights(), checkpoint.carried());
    }

    private static Family.Start over(
            Path init, Family.Start random, NamedTensors given, Map<String, FloatTensor> carried) {
        Map<String, long[]> shapes = random.weights().shapes();
        given.shapes().forEach((name, shape) -> {
            if (!Arrays.equals(shapes.get(name), shape)) {
                throw new InputException("--init " + init + ": '" + name + "' has the shape " + Arrays.toString(shape)
                        + ", expected " + (shapes.containsKey(name) ? Arrays.toString(shapes.get(name)) : "none")
                        + "; it belongs to another architecture");
            }
        });
        Map<String, FloatTensor> vectors = new LinkedHashMap<>(random.carried());
        vectors.replaceAll((name, first) -> carried.getOrDefault(name, first));
        return new Family.Start(random.weights().with(given), vectors);
    }
}
