package org.instagan.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.model.Family;
import org.instagan.weights.AuthorsNames;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.NamedTensors;
import org.instagan.weights.Safetensors;
import org.instagan.weights.checkpoint.CheckpointFile;

/** Makes a run of networks that were trained elsewhere: its only checkpoint is before the first iteration. */
public final class RunImport {
    private static final List<String> GENERATORS = List.of("G_A", "G_B");
    static final List<String> NETWORKS = List.of("G_A", "G_B", "D_A", "D_B");

    private final Map<String, Path> files;
    private final Map<String, Map<String, FloatTensor>> networks = new LinkedHashMap<>();

    private RunImport(Map<String, Path> files) {
        this.files = files;
    }

    /**
     * Reads weights and writes a run.
     *
     * @param files of the networks G_A, G_B and, where they are there, D_A and D_B; PyTorch's or safetensors
     * @param settings others than the defaults, in kebab case; what the networks are built of is read off the files
     * @return the run's checkpoint
     * @throws InputException naming file and tensor, for what is no such network; nothing is written then
     */
    public static Path write(Path out, Map<String, Path> files, Map<String, String> settings) {
        files.keySet().stream().filter(n -> !NETWORKS.contains(n)).findFirst().ifPresent(name -> {
            throw new InputException("network '" + name + "': expected G_A, G_B, D_A or D_B");
        });
        GENERATORS.stream().filter(n -> !files.containsKey(n)).findFirst().ifPresent(name -> {
            throw new InputException("network '" + name + "': no file of it, expected both generators");
        });
        return new RunImport(files).write(out, settings);
    }

    private Path write(Path out, Map<String, String> settings) {
        RunFolder folder = new RunFolder(out);
        folder.requireUnused();
        files.forEach((name, file) -> networks.put(name, AuthorsFiles.read(file)));
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(new AuthorsDesign(files, networks).settings());
        RunConfig config =
                ConfigFile.override(RunConfig.defaults(), all).checked().resolved();
        Family.Start random = config.family().start(config.seed());
        Map<String, FloatTensor> given = new LinkedHashMap<>();
        networks.keySet().forEach(name -> take(name, random, given));
        Map<String, FloatTensor> carried = new LinkedHashMap<>(random.carried());
        carried.replaceAll((name, vector) -> given.getOrDefault(name, vector));
        // Kept until the first step, so that what is exported before it is what was imported.
        rightVectors(random).keySet().forEach(name -> {
            if (given.containsKey(name)) {
                carried.put(name, given.get(name));
            }
        });
        given.keySet().removeAll(carried.keySet());
        NamedTensors weights = random.weights().with(NamedTensors.of(given));
        folder.alone(() -> {
            folder.requireUnused();
            write(folder, config, weights, carried);
        });
        return folder.newestCheckpoint().folder();
    }

    /** Takes a network's tensors under their training names, once they are all there and nothing else is. */
    private void take(String network, Family.Start random, Map<String, FloatTensor> taken) {
        Path file = files.get(network);
        Map<String, long[]> expected = new LinkedHashMap<>(random.weights().shapes());
        random.carried().forEach((name, vector) -> expected.put(name, vector.shape()));
        expected.putAll(rightVectors(random));
        Map<String, FloatTensor> own = networks.get(network);
        String prefix = network + ".";
        expected.forEach((name, shape) -> {
            if (!name.startsWith(prefix)) {
                return;
            }
            FloatTensor tensor = own.get(name.substring(prefix.length()));
            if (tensor == null && random.weights().shapes().containsKey(name)) {
                throw new InputException(file + ": has no tensor '" + name.substring(prefix.length())
                        + "', expected the network " + network + " of InstaGAN or CycleGAN");
            }
            if (tensor != null && !Arrays.equals(tensor.shape(), shape)) {
                throw new InputException(file + ": tensor '" + name.substring(prefix.length()) + "' has the shape "
                        + Arrays.toString(tensor.shape()) + ", expected " + Arrays.toString(shape));
            }
            if (tensor != null) {
                taken.put(name, tensor);
            }
        });
        own.keySet().stream()
                .filter(name -> !expected.containsKey(prefix + name))
                .findFirst()
                .ifPresent(name -> {
                    throw new InputException(file + ": tensor '" + name + "' belongs to no layer of " + network
                            + ", expected the network of InstaGAN or CycleGAN");
                });
    }

    /** The shapes of the vectors {@code weight_v} of spectral normalisation, which a run makes anew from its weights. */
    private static Map<String, long[]> rightVectors(Family.Start start) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        start.carried()
                .keySet()
                .forEach(name -> AuthorsNames.rightOf(name).ifPresent(right -> {
                    long[] weight = start.weights().shapes().get(right.replace(".weight_v", ".weight_bar"));
                    shapes.put(right, new long[] {weight[1] * weight[2] * weight[3]});
                }));
        return shapes;
    }

    private static void write(
            RunFolder folder, RunConfig config, NamedTensors weights, Map<String, FloatTensor> carried) {
        try {
            folder.checkpoints().write(Position.START, partial -> {
                CheckpointFile.write(partial.resolve(Checkpoint.SESSION), weights);
                Safetensors.write(partial.resolve(Checkpoint.CARRIED), carried);
            });
        } catch (IOException e) {
            throw FileProblem.of(folder.config().getParent() + ": cannot be written: " + e.getMessage(), e);
        }
        ConfigFile.write(folder.config(), config); // last: with it the folder is a run
    }
}
