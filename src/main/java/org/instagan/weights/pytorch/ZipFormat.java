package org.instagan.weights.pytorch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.instagan.error.InputException;
import org.instagan.file.WholeFile;
import org.instagan.weights.FloatTensor;

/** What PyTorch writes from 1.6 on: {@code NAME/data.pkl} and a file for each storage, {@code NAME/data/KEY}. */
final class ZipFormat {
    private static final String PICKLE = "data.pkl";
    private static final String ARCHIVE = "archive/";

    private ZipFormat() {}

    static Map<String, FloatTensor> read(Path path, long bytes) throws IOException {
        try (ZipFile zip = new ZipFile(path.toFile())) {
            ZipEntry pickle = zip.stream()
                    .filter(e -> e.getName().matches("[^/]+/" + PICKLE))
                    .findFirst()
                    .orElseThrow(() -> new InputException(
                            path + ": a zip file without " + PICKLE + ", expected one that torch.save wrote"));
            String root = pickle.getName().substring(0, pickle.getName().length() - PICKLE.length());
            ZipEntry order = zip.getEntry(root + "byteorder");
            if (order != null
                    && !UTF_8.decode(data(path, zip, order, 64)).toString().equals("little")) {
                throw new InputException(path + ": written on a big-endian machine, expected little-endian");
            }
            Object pickled = new Unpickler(path.toString(), data(path, zip, pickle, Unpickler.MOST_BYTES)).load();
            return StateDict.tensors(path, pickled, bytes, storage -> {
                ZipEntry entry = zip.getEntry(root + "data/" + storage.key());
                if (entry == null || entry.getSize() != storage.bytes()) {
                    throw new InputException(path + ": storage " + storage.key() + " is not there, or of another size");
                }
                return data(path, zip, entry, bytes);
            });
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            if (e instanceof InputException told) {
                throw told;
            }
            throw new InputException(path + ": cut short or damaged: " + e.getMessage(), e);
        }
    }

    /** PyTorch compresses nothing, so an entry is no larger than the file. */
    private static ByteBuffer data(Path path, ZipFile zip, ZipEntry entry, long most) throws IOException {
        if (entry.getMethod() != ZipEntry.STORED || entry.getSize() < 0 || entry.getSize() > most) {
            throw new InputException(
                    path + ": " + entry.getName() + ": compressed or too large, expected as torch.save" + " writes it");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) entry.getSize());
            if (bytes.length != entry.getSize()) {
                throw new InputException(path + ": " + entry.getName() + ": cut short");
            }
            return ByteBuffer.wrap(bytes);
        }
    }

    static void write(Path path, Map<String, FloatTensor> tensors) {
        WholeFile.write(path, channel -> {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
            ZipOutputStream zip = new ZipOutputStream(out);
            put(zip, PICKLE, Pickler.stateDict(tensors));
            put(zip, "byteorder", "little".getBytes(UTF_8));
            int key = 0;
            for (FloatTensor tensor : tensors.values()) {
                ByteBuffer data = ByteBuffer.allocate(Math.multiplyExact(tensor.data().length, Float.BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
                data.asFloatBuffer().put(tensor.data());
                put(zip, "data/" + key++, data.array());
            }
            put(zip, "version", "3\n".getBytes(UTF_8));
            zip.finish();
            out.flush();
        });
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(ARCHIVE + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0); // equal tensors are equal files
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
