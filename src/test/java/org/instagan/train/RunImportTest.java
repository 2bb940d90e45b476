package org.instagan.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.instagan.QuietTraining;
import org.instagan.demo.SyntheticData;
import org.instagan.error.InputException;
import org.instagan.model.Family;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.Safetensors;
import org.instagan.weights.pytorch.StateDict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunImportTest {
    private static final Map<String, String> SETTINGS = Map.of("crop-size", "32", "load-size", "36");

    @TempDir
    private Path folder;

    private final Family.Start start = ConfigFile.override(
                    RunConfig.defaults(), Map.of("filters", "2", "discriminator-filters", "1", "seed", "7"))
            .family()
            .start(7);
    private final Map<String, Path> files = new LinkedHashMap<>();

    @BeforeEach
    void someNetworks() {
        for (String network : RunImport.NETWORKS) {
            write(network, name -> name);
        }
    }

    private Map<String, FloatTensor> network(String network) {
        Map<String, FloatTensor> own = new LinkedHashMap<>();
        start.weights().read(network + ".").forEach((name, t) -> own.put(name.substring(4), t));
        start.carried().forEach((name, t) -> {
            if (name.startsWith(network + ".")) {
                own.put(name.substring(4), t);
            }
        });
        return own;
    }

    private void write(String network, UnaryOperator<String> rename) {
        Map<String, FloatTensor> named = new LinkedHashMap<>();
        network(network).forEach((name, t) -> named.put(rename.apply(name), t));
        Path file = folder.resolve("latest_net_" + network + ".pth");
        StateDict.write(file, named);
        files.put(network, file);
    }

    private Checkpoint imported() {
        return Checkpoint.open(RunImport.write(folder.resolve("run"), files, SETTINGS))
                .requireWhole();
    }

    @Test
    void aRunHasTheWeightsOfTheFilesAndTheirFilters() {
        Checkpoint checkpoint = imported();
        assertThat(checkpoint.state().weights().read())
                .isEqualTo(start.weights().read());
        assertThat(checkpoint.carried()).containsAllEntriesOf(start.carried());
        RunConfig config = ConfigFile.read(folder.resolve("run/config.yaml"), RunConfig.defaults());
        assertThat(config.filters()).isEqualTo(2);
        assertThat(config.discriminatorFilters()).isEqualTo(1);
        assertThat(config.cropSize()).hasToString("32");
    }

    /** Exported before it is trained, a network is the file that it was, to the last vector. */
    @Test
    void theVectorsOfSpectralNormalisationAreKept() {
        String name = "feature_img.0.module.weight_v";
        Map<String, FloatTensor> judge = new LinkedHashMap<>(network("D_A"));
        FloatTensor vector = FloatTensor.zeros(3L * 4 * 4);
        vector.data()[5] = 1;
        judge.put(name, vector);
        StateDict.write(files.get("D_A"), judge);
        assertThat(imported().carried()).containsEntry("D_A." + name, vector);
    }

    @Test
    void prefixesOfDataParallelAndOldBuffersAreNoDifference() {
        write("G_A", name -> "module." + name);
        Map<String, FloatTensor> old = new LinkedHashMap<>(network("G_B"));
        old.put("encoder_img.2.running_mean", FloatTensor.zeros(2));
        old.put("encoder_img.2.running_var", FloatTensor.zeros(2));
        old.put("encoder_img.2.num_batches_tracked", FloatTensor.zeros());
        Path safetensors = folder.resolve("B2A.safetensors");
        Safetensors.write(safetensors, old);
        files.put("G_B", safetensors);
        assertThat(imported().state().weights().read())
                .isEqualTo(start.weights().read());
    }

    @Test
    void discriminatorsThatAreNotThereAreRandom() {
        files.keySet().removeIf(name -> name.startsWith("D_"));
        Map<String, FloatTensor> read = imported().state().weights().read();
        assertThat(read).containsAllEntriesOf(start.weights().read("G_"));
        assertThat(read.get("D_A.feature_img.0.module.weight_bar").shape()[0]).isEqualTo(64);
    }

    @Test
    void whatIsNoSuchNetworkIsRefusedByItsTensor() {
        Path run = folder.resolve("run");
        write("G_A", name -> name.equals("decoder_img.0.bias") ? "decoder_img.0.bios" : name);
        assertThatThrownBy(() -> RunImport.write(run, files, SETTINGS))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(files.get("G_A") + ": has no tensor 'decoder_img.0.bias'");
        Map<String, FloatTensor> more = new LinkedHashMap<>(network("G_A"));
        more.put("extra", FloatTensor.zeros(1));
        StateDict.write(files.get("G_A"), more);
        assertThatThrownBy(() -> RunImport.write(run, files, SETTINGS))
                .hasMessageStartingWith(files.get("G_A") + ": tensor 'extra' belongs to no layer of G_A");
        files.put("G_A", files.get("D_A"));
        assertThatThrownBy(() -> RunImport.write(run, files, SETTINGS)).hasMessageContaining("has no tensor 'encoder_");
        files.remove("G_A");
        assertThatThrownBy(() -> RunImport.write(run, files, SETTINGS))
                .hasMessage("network 'G_A': no file of it, expected both generators");
        assertThat(run).doesNotExist();
    }

    @Test
    void trainingGoesOnFromItAndBeginsFromTheFiles() {
        SyntheticData.write(folder.resolve("data"), 32, 2, 1, 3);
        Map<String, String> settings = new LinkedHashMap<>(SETTINGS);
        settings.put("data", folder.resolve("data").toString());
        settings.put("samples", "never");
        settings.put("epochs", "1");
        settings.put("decay-epochs", "0");
        settings.put("learning-rate", "1e-30"); // weights stay but for that much, so what the run began with is seen
        RunFolder run = new RunFolder(folder.resolve("run"));
        RunImport.write(folder.resolve("run"), files, settings);
        RunConfig config = ConfigFile.read(run.config(), RunConfig.defaults());
        new TrainingRun(config, run, Plan.epochs(config), new QuietTraining()).resume();
        Checkpoint after = run.newestCheckpoint();
        assertThat(after.position().iterations()).isEqualTo(2);
        assertSame(after);

        settings.put("init", files.get("G_B").toString());
        settings.put("filters", "2");
        settings.put("discriminator-filters", "1");
        RunConfig fresh = ConfigFile.override(RunConfig.defaults(), settings);
        RunFolder second = new RunFolder(folder.resolve("second"));
        new TrainingRun(fresh, second, Plan.iterations(1, 1e-30), new QuietTraining()).start();
        assertSame(second.newestCheckpoint());
        assertThat(Files.exists(second.losses())).isTrue();
    }

    private void assertSame(Checkpoint checkpoint) {
        start.weights()
                .read()
                .forEach((name, expected) -> assertThat(
                                checkpoint.state().weights().get(name).data())
                        .as(name)
                        .usingComparatorWithPrecision(1e-20f)
                        .containsExactly(expected.data()));
    }
}
