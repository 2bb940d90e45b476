package org.instagan.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.instagan.error.InputException;
import org.instagan.file.Sha256;
import org.instagan.model.Piece;

/** An exported model as it travels: the named file and the pieces beside it. */
final class ModelFiles implements Serializable {
    private static final long serialVersionUID = 1;
    private static final long MAX_BYTES = 1L << 30;

    private final String name;
    private final Map<String, byte[]> files;
    private final String digest;

    private ModelFiles(String name, Map<String, byte[]> files) {
        this.name = name;
        this.files = files;
        StringBuilder all = new StringBuilder();
        files.forEach((file, bytes) -> all.append(file).append(Sha256.of(bytes)));
        this.digest = Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads {@code A2B.onnx}, {@code A2B.masks.onnx} and {@code A2B.step.onnx} from any file system that Hadoop knows.
     *
     * @throws InputException when one is missing
     */
    static ModelFiles read(String model, Configuration hadoop) {
        Path whole = new Path(model);
        java.nio.file.Path local = java.nio.file.Path.of(whole.getName());
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (Piece piece : new Piece[] {Piece.WHOLE, Piece.MASK_ENCODER, Piece.STEP}) {
            String name = piece.beside(local).getFileName().toString();
            files.put(name, read(new Path(whole.getParent(), name), hadoop));
        }
        return new ModelFiles(whole.getName(), files);
    }

    private static byte[] read(Path path, Configuration hadoop) {
        try {
            FileSystem system = path.getFileSystem(hadoop);
            long length = system.getFileStatus(path).getLen();
            if (length > MAX_BYTES) {
                throw new InputException(path + ": has " + length + " bytes, expected at most " + MAX_BYTES);
            }
            try (InputStream in = system.open(path)) {
                return in.readNBytes(Math.toIntExact(length));
            }
        } catch (IOException e) {
            throw new InputException(
                    path + ": cannot be read (" + e.getMessage()
                            + "), expected a model that 'instagan export' wrote, with its pieces beside it",
                    e);
        }
    }

    /** The same for equal models. */
    String digest() {
        return digest;
    }

    /** Writes the files into a folder, and names the model in it. */
    java.nio.file.Path writeTo(java.nio.file.Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        return folder.resolve(name);
    }
}
