package org.instagan.train;

import java.nio.file.Files;
import java.nio.file.Path;
import org.instagan.data.InstanceFolder;
import org.instagan.data.UnpairedLoader;
import org.instagan.model.Domain;

/** Both domains of a run's data; every image has a mask, where the model needs masks. */
record TrainingData(InstanceFolder a, InstanceFolder b) {
    /** @throws org.instagan.error.InputException when data are missing, or not as the model needs them */
    static TrainingData open(RunConfig config) {
        return new TrainingData(domain(config, Domain.A), domain(config, Domain.B));
    }

    private static InstanceFolder domain(RunConfig config, Domain x) {
        Path images = Path.of(config.data()).resolve("train" + x);
        Path masks = Path.of(config.data()).resolve("train" + x + "_seg");
        if (config.needsMasks()) {
            return InstanceFolder.open(images, masks).requireMasks();
        }
        return Files.exists(masks) ? InstanceFolder.open(images, masks) : InstanceFolder.openImages(images);
    }

    int iterationsPerEpoch(int batch) {
        return UnpairedLoader.batchesPerEpoch(a.items().size(), b.items().size(), batch);
    }
}
