package org.instagan.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.instagan.data.UnpairedLoader;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.instagan.model.Domain;

/**
 * A worker's part of the training data: of each domain's images, sorted by name, every {@code workers}-th. It is copied to
 * the worker's disk once and stays until its JVM ends.
 */
final class DataShare implements Serializable {
    private static final long serialVersionUID = 1;
    private static final Map<String, Path> COPIED = new HashMap<>();

    private final String data;
    private final int workers;
    private final SerializableConfiguration hadoop;

    /** @param data with {@code trainA}, {@code trainA_seg}, … on any file system that Hadoop knows */
    DataShare(String data, int workers, SerializableConfiguration hadoop) {
        this.data = data;
        this.workers = workers;
        this.hadoop = hadoop;
    }

    /**
     * The share as a local folder in the layout of a data set.
     *
     * @throws InputException when the data are not there, or too few for so many workers
     */
    Path of(int worker) {
        synchronized (COPIED) {
            return COPIED.computeIfAbsent(data + " " + worker + "/" + workers, k -> copied(worker));
        }
    }

    /** Iterations that a worker's pass over its share takes. */
    int iterationsPerEpoch(int worker, int batch) {
        return UnpairedLoader.batchesPerEpoch(
                rows(Domain.A, worker).size(), rows(Domain.B, worker).size(), batch);
    }

    private Path copied(int worker) {
        try {
            Path folder = Files.createTempDirectory("instagan-share");
            Scratch.removeAtEnd(folder);
            for (Domain domain : Domain.values()) {
                for (Row row : rows(domain, worker)) {
                    copy(row.getString(1), folder.resolve("train" + domain));
                    List<String> masks = PictureRow.list(row, PictureRow.PATHS, PictureRow.MASKS);
                    for (String mask : masks) {
                        copy(mask, folder.resolve("train" + domain + "_seg"));
                    }
                }
            }
            return folder;
        } catch (IOException e) {
            throw new EnvironmentException("the share of worker " + worker + " cannot be copied: " + e.getMessage(), e);
        }
    }

    private List<Row> rows(Domain domain, int worker) {
        String images = new org.apache.hadoop.fs.Path(data, "train" + domain).toString();
        String masks = new Store(data, hadoop).has("train" + domain + "_seg") ? images + "_seg" : "";
        List<Row> all = new FolderSource(hadoop.value()).rows(images, masks);
        if (all.size() < workers) {
            throw new InputException(images + ": has " + all.size() + " images, expected at least one for each of "
                    + workers + " workers");
        }
        List<Row> own = new ArrayList<>();
        for (int i = worker; i < all.size(); i += workers) {
            own.add(all.get(i));
        }
        return own;
    }

    private void copy(String from, Path folder) throws IOException {
        Configuration configuration = hadoop.value();
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(from);
        Files.createDirectories(folder);
        try (InputStream in = path.getFileSystem(configuration).open(path)) {
            Files.copy(in, folder.resolve(path.getName()));
        }
    }
}
