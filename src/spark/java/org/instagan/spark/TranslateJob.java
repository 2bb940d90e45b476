package org.instagan.spark;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.instagan.error.InputException;
import scala.Tuple2;

/** One job: pictures from somewhere, their translations and the manifest to a folder. */
final class TranslateJob {
    private static final String PICTURES = "pictures";
    private static final Column[] COLUMNS =
            Arrays.stream(PictureRow.MANIFEST.fieldNames()).map(functions::col).toArray(Column[]::new);

    private final SparkSession spark;
    private final JavaSparkContext context;
    private final Settings settings;
    private final Path out;
    private final boolean files;

    /** @param files whether results become files, or rows of Parquet */
    TranslateJob(SparkSession spark, Settings settings, String out, boolean files) {
        this.spark = spark;
        this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        this.settings = settings;
        this.out = new Path(out);
        this.files = files;
    }

    /** Of folders; see {@link FolderSource}. */
    Manifest folder(String images, String masks, int partitionSize, boolean resume) {
        List<Row> rows = new FolderSource(context.hadoopConfiguration()).rows(images, masks);
        int least = Math.min(rows.size(), 2 * context.defaultParallelism());
        int partitions = Math.max(least, (rows.size() + partitionSize - 1) / partitionSize);
        Dataset<Row> left = left(spark.createDataFrame(rows, PictureRow.PATHS), resume);
        List<Row> dealt = FolderSource.dealt(left.collectAsList(), partitions);
        JavaRDD<Row> dealtOut = context.parallelize(dealt, partitions);
        return write(InstaGanSpark.translatePaths(spark.createDataFrame(dealtOut, PictureRow.PATHS), settings));
    }

    /** Of a table in Parquet, partitioned as Spark reads it. */
    Manifest table(String table, boolean resume) {
        return write(InstaGanSpark.translate(left(spark.read().parquet(table), resume), settings));
    }

    /** Every picture that is in the folder then, of earlier runs too. */
    private Manifest write(Dataset<Row> results) {
        try {
            return files ? writeFiles(results) : writeTable(results);
        } catch (IOException e) {
            throw new InputException(out + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private Manifest writeFiles(Dataset<Row> results) throws IOException {
        Job job = Job.getInstance(new Configuration(context.hadoopConfiguration()));
        job.getConfiguration().set(PictureFiles.OUT, out.toString());
        job.getConfiguration()
                .set(PictureFiles.RUN, UUID.randomUUID().toString().substring(0, 8));
        job.setOutputFormatClass(PictureFiles.class);
        job.setOutputKeyClass(Void.class);
        job.setOutputValueClass(Row.class);
        results.toJavaRDD()
                .mapToPair(row -> new Tuple2<Void, Row>(null, row))
                .saveAsNewAPIHadoopDataset(job.getConfiguration());
        Path manifest = new Path(out, PictureFiles.MANIFEST);
        return Manifest.of(spark.read().schema(PictureRow.MANIFEST).json(manifest.toString()));
    }

    /** Version 2 of Hadoop's committer puts a task's one file into place when the task ends: a job that is stopped keeps it. */
    private Manifest writeTable(Dataset<Row> results) {
        String pictures = new Path(out, PICTURES).toString();
        results.write()
                .mode(SaveMode.Append)
                .option("mapreduce.fileoutputcommitter.algorithm.version", "2")
                .parquet(pictures);
        Dataset<Row> manifest = spark.read().parquet(pictures).select(COLUMNS);
        manifest.coalesce(1).write().mode(SaveMode.Overwrite).json(new Path(out, PictureFiles.MANIFEST).toString());
        return Manifest.of(manifest);
    }

    /** What the manifest does not have. */
    private Dataset<Row> left(Dataset<Row> pictures, boolean resume) {
        Path done = new Path(out, files ? PictureFiles.MANIFEST : PICTURES);
        if (!resume || !exists(done)) {
            return pictures;
        }
        Dataset<Row> ids = (files
                        ? spark.read().schema(PictureRow.MANIFEST).json(done.toString())
                        : spark.read().parquet(done.toString()))
                .select(PictureRow.ID);
        return pictures.join(ids, pictures.col(PictureRow.ID).equalTo(ids.col(PictureRow.ID)), "left_anti");
    }

    private boolean exists(Path path) {
        try {
            return path.getFileSystem(context.hadoopConfiguration()).exists(path);
        } catch (IOException e) {
            throw new InputException(path + ": cannot be looked at: " + e.getMessage(), e);
        }
    }
}
