package org.instagan.spark;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.instagan.error.InputException;

/**
 * Sequential translation for pipelines of Spark.
 *
 * <pre>{@code
 * Dataset<Row> pictures = spark.read().parquet("s3a://bucket/pictures");    // id, image, masks
 * Dataset<Row> results = InstaGanSpark.translate(pictures, Settings.of("s3a://bucket/A2B.onnx"));
 * results.write().parquet("s3a://bucket/translated");
 * }</pre>
 */
public final class InstaGanSpark {
    private InstaGanSpark() {}

    /**
     * Translates a table, when it is asked for its rows.
     *
     * @param pictures with the columns {@code id} string, {@code image} binary (a file's bytes: PNG, JPEG, …), {@code
     *     masks} array of binary; others are dropped
     * @return {@code id}; {@code status}, ok, copied (no masks) or failed; {@code instances}; {@code milliseconds}; {@code
     *     reason} of what failed; {@code image} and {@code masks}, PNG, null for what failed
     * @throws InputException when a column is missing or of another type, or the model is not there
     */
    public static Dataset<Row> translate(Dataset<Row> pictures, Settings settings) {
        require(pictures.schema(), PictureRow.ID, DataTypes.StringType);
        require(pictures.schema(), PictureRow.IMAGE, DataTypes.BinaryType);
        require(pictures.schema(), PictureRow.MASKS, DataTypes.createArrayType(DataTypes.BinaryType));
        return translate(pictures, settings, false);
    }

    /** The same of files whose paths the table holds. */
    static Dataset<Row> translatePaths(Dataset<Row> paths, Settings settings) {
        return translate(paths, settings, true);
    }

    private static Dataset<Row> translate(Dataset<Row> pictures, Settings settings, boolean paths) {
        SparkSession spark = pictures.sparkSession();
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Configuration hadoop = context.hadoopConfiguration();
        Broadcast<ModelFiles> model = context.broadcast(ModelFiles.read(settings.model(), hadoop));
        PictureReader reader = new PictureReader(new SerializableConfiguration(hadoop), paths, settings.mostValues());
        return pictures.select(PictureRow.ID, PictureRow.IMAGE, PictureRow.MASKS)
                .mapPartitions(new PictureTask(model, settings, reader), Encoders.row(PictureRow.RESULT));
    }

    private static void require(StructType schema, String column, DataType type) {
        boolean there = java.util.Arrays.asList(schema.fieldNames()).contains(column);
        DataType got = there ? schema.apply(column).dataType() : null;
        if (got == null || !got.sameType(type)) {
            throw new InputException("column '" + column + "': expected " + type.simpleString() + ", got "
                    + (got == null ? "none among " + schema.simpleString() : got.simpleString()));
        }
    }
}
