package org.instagan.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** The columns of pictures, before and after. */
final class PictureRow {
    static final String ID = "id";
    static final String IMAGE = "image";
    static final String MASKS = "masks";
    static final String STATUS = "status";
    static final String INSTANCES = "instances";
    static final String MILLISECONDS = "milliseconds";
    static final String REASON = "reason";

    /** Translated. */
    static final String OK = "ok";
    /** Without an instance: as it was. */
    static final String COPIED = "copied";

    static final String FAILED = "failed";

    /** What a manifest says of a picture. */
    static final StructType MANIFEST = new StructType()
            .add(ID, DataTypes.StringType)
            .add(STATUS, DataTypes.StringType)
            .add(INSTANCES, DataTypes.IntegerType)
            .add(MILLISECONDS, DataTypes.LongType)
            .add(REASON, DataTypes.StringType);

    /** That, and what became of the picture: PNG. */
    static final StructType RESULT =
            MANIFEST.add(IMAGE, DataTypes.BinaryType).add(MASKS, DataTypes.createArrayType(DataTypes.BinaryType));

    /** Where a picture's files are. */
    static final StructType PATHS = new StructType()
            .add(ID, DataTypes.StringType)
            .add(IMAGE, DataTypes.StringType)
            .add(MASKS, DataTypes.createArrayType(DataTypes.StringType));

    private PictureRow() {}

    static Row result(String id, String status, int instances, long milliseconds, byte[] image, List<byte[]> masks) {
        return RowFactory.create(id, status, instances, milliseconds, null, image, sequence(masks));
    }

    static Row paths(String id, String image, List<String> masks) {
        return RowFactory.create(id, image, sequence(masks));
    }

    /** As Spark holds arrays: a Java array is one only once it has been encoded. */
    private static Object sequence(List<?> values) {
        return CollectionConverters.asScala(values).toSeq();
    }

    static Row failed(String id, long milliseconds, String reason) {
        return RowFactory.create(id, FAILED, 0, milliseconds, reason, null, null);
    }

    /**
     * A column of an array type, empty where it is null.
     *
     * @param column as the schema has it: a row that Spark hands on as it was made does not know its names
     */
    static <T> List<T> list(Row row, StructType schema, String column) {
        int index = schema.fieldIndex(column);
        return row.isNullAt(index) ? List.of() : new ArrayList<>(row.<T>getList(index));
    }
}
