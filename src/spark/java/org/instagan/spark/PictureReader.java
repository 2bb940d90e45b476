package org.instagan.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.instagan.data.Instances;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.image.Size;

/** Rows to pictures; whatever is wrong with one is an {@link InputException}. */
final class PictureReader implements Serializable {
    private static final long serialVersionUID = 1;

    /** How many bytes a value of a picture may come as: what no compression makes larger. */
    private static final int BYTES_PER_VALUE = 8;

    private final SerializableConfiguration hadoop;
    private final boolean paths;
    private final long mostValues;

    /** @param paths whether the columns hold paths instead of the files' bytes */
    PictureReader(SerializableConfiguration hadoop, boolean paths, long mostValues) {
        this.hadoop = hadoop;
        this.paths = paths;
        this.mostValues = mostValues;
    }

    Instances read(Row row, String id) {
        int column = row.fieldIndex(PictureRow.IMAGE);
        if (row.isNullAt(column)) {
            throw new InputException(id + ": has no image");
        }
        String name = paths ? row.getString(column) : id;
        byte[] file = paths ? bytes(name) : (byte[]) row.get(column);
        List<Object> masks = PictureRow.list(row, row.schema(), PictureRow.MASKS);
        Size size = Images.size(name, file);
        long most = mostValues / (3L + masks.size());
        if ((long) size.width() * size.height() > most) {
            throw new InputException(name + ": has " + size.width() + "x" + size.height() + " pixels and "
                    + masks.size() + " masks, expected at most " + most + " pixels (--most-values)");
        }
        Image image = Images.readRgb(name, file, most);
        List<Image> decoded = new ArrayList<>();
        for (int i = 0; i < masks.size(); i++) {
            decoded.add(mask(masks.get(i), id + ", mask " + i, image));
        }
        return new Instances(id, image, decoded);
    }

    private Image mask(Object value, String label, Image image) {
        if (value == null) {
            throw new InputException(label + ": is null");
        }
        String name = paths ? (String) value : label;
        byte[] file = paths ? bytes(name) : (byte[]) value;
        Image mask = Images.readGray(name, file, (long) image.width() * image.height());
        if (mask.width() != image.width() || mask.height() != image.height()) {
            throw new InputException(name + ": the mask has " + mask.width() + "x" + mask.height()
                    + " pixels, expected " + image.width() + "x" + image.height() + " as its image");
        }
        return mask;
    }

    private byte[] bytes(String name) {
        Path path = new Path(name);
        try {
            FileSystem system = path.getFileSystem(hadoop.value());
            long length = system.getFileStatus(path).getLen();
            if (length > Math.min(mostValues * BYTES_PER_VALUE, Integer.MAX_VALUE - 64L)) {
                throw new InputException(name + ": has " + length + " bytes, more than a picture of " + mostValues
                        + " values can have (--most-values)");
            }
            try (InputStream in = system.open(path)) {
                return in.readNBytes(Math.toIntExact(length));
            }
        } catch (FileNotFoundException e) {
            throw new InputException(name + ": no such file", e);
        } catch (IOException e) {
            throw new InputException(name + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
