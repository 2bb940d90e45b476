package org.instagan.export;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.instagan.model.Domain;
import org.instagan.train.Checkpoint;
import org.instagan.weights.AuthorsNames;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.NamedTensors;
import org.instagan.weights.pytorch.StateDict;

/** A run's networks as files that the authors' code loads. */
final class AuthorsNetworks {
    private final NamedTensors weights;
    private final Map<String, FloatTensor> carried;

    AuthorsNetworks(Checkpoint checkpoint) {
        this.weights = checkpoint.state().weights();
        this.carried = checkpoint.carried();
    }

    /** Of a network, {@code G_A} say. */
    static String file(String network) {
        return "latest_net_" + network + ".pth";
    }

    /**
     * Writes a domain's generator and discriminator.
     *
     * @return the generator's file
     */
    Path write(Path out, Domain domain) {
        write(out, "D_" + domain);
        return write(out, "G_" + domain);
    }

    private Path write(Path out, String network) {
        String prefix = network + ".";
        Map<String, FloatTensor> own = new LinkedHashMap<>();
        weights.read(prefix).forEach((name, tensor) -> own.put(name.substring(prefix.length()), tensor));
        carried.forEach((name, vector) -> {
            if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), vector);
            }
        });
        Path file = out.resolve(file(network));
        StateDict.write(file, AuthorsNames.complete(own));
        return file;
    }
}
