package org.instagan.spark;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.OutputCommitter;
import org.apache.hadoop.mapreduce.OutputFormat;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.sql.Row;

/**
 * Results as files: {@code translated/NAME.png}, {@code translated_seg/NAME_0.png}, … and a file of {@code manifest/} for
 * each task, a JSON object a line. Under Spark's commit protocol: an attempt writes in a folder of its own, and the one
 * that Spark lets commit moves its files into place, the manifest last, so that a picture of the manifest is there.
 */
public final class PictureFiles extends OutputFormat<Void, Row> {
    /** Where, in the job's configuration. */
    static final String OUT = "mapreduce.output.fileoutputformat.outputdir";

    /** What tells this run's files of the manifest from another's. */
    static final String RUN = "instagan.spark.run";

    static final String MANIFEST = "manifest";
    static final String TRANSLATED = "translated";
    static final String MASKS = "translated_seg";
    private static final String ATTEMPTS = "_attempts";

    @Override
    public void checkOutputSpecs(JobContext context) {
        // An existing folder is what --resume goes on in; the command refuses it otherwise.
    }

    @Override
    public RecordWriter<Void, Row> getRecordWriter(TaskAttemptContext context) throws IOException {
        return new Writer(context);
    }

    @Override
    public OutputCommitter getOutputCommitter(TaskAttemptContext context) {
        return new Committer();
    }

    private static Path out(JobContext context) {
        return new Path(context.getConfiguration().get(OUT));
    }

    private static Path attempt(TaskAttemptContext context) {
        return new Path(
                new Path(out(context), ATTEMPTS), context.getTaskAttemptID().toString());
    }

    /** Without the checksum files that Hadoop puts beside those of a local disk. */
    static FileSystem system(Path path, Configuration hadoop) throws IOException {
        FileSystem system = FileSystem.newInstance(path.toUri(), hadoop);
        system.setWriteChecksum(false);
        return system;
    }

    private static final class Writer extends RecordWriter<Void, Row> {
        private final Path folder;
        private final FileSystem system;
        private final BufferedWriter manifest;

        Writer(TaskAttemptContext context) throws IOException {
            this.folder = attempt(context);
            this.system = system(folder, context.getConfiguration());
            String name = "part-" + context.getConfiguration().get(RUN) + "-"
                    + context.getTaskAttemptID().getTaskID().getId() + ".jsonl";
            OutputStream lines = system.create(new Path(new Path(folder, MANIFEST), name), true);
            this.manifest = new BufferedWriter(new OutputStreamWriter(lines, StandardCharsets.UTF_8));
        }

        @Override
        public void write(Void key, Row row) throws IOException {
            Row kept = row;
            String id = row.getString(PictureRow.RESULT.fieldIndex(PictureRow.ID));
            byte[] image = row.getAs(PictureRow.RESULT.fieldIndex(PictureRow.IMAGE));
            if (image != null && !isFileName(id)) {
                kept = PictureRow.failed(id, 0, "id '" + id + "': no name for a file, which is what it is to be");
            } else if (image != null) {
                write(new Path(new Path(folder, TRANSLATED), id + ".png"), image);
                List<byte[]> masks = PictureRow.list(row, PictureRow.RESULT, PictureRow.MASKS);
                for (int i = 0; i < masks.size(); i++) {
                    write(new Path(new Path(folder, MASKS), id + "_" + i + ".png"), masks.get(i));
                }
            }
            manifest.write(Manifest.line(kept));
            manifest.newLine();
        }

        private static boolean isFileName(String id) {
            return !id.isBlank() && !id.startsWith(".") && id.length() <= 200 && id.matches("[^/\\\\:\\p{Cntrl}]+");
        }

        private void write(Path file, byte[] bytes) throws IOException {
            try (OutputStream out = system.create(file, true)) {
                out.write(bytes);
            }
        }

        @Override
        public void close(TaskAttemptContext context) throws IOException {
            manifest.close();
            system.close();
        }
    }

    private static final class Committer extends OutputCommitter {
        @Override
        public void setupJob(JobContext context) throws IOException {
            remove(context); // what a run left that was killed
        }

        @Override
        public void setupTask(TaskAttemptContext context) {}

        @Override
        public boolean needsTaskCommit(TaskAttemptContext context) throws IOException {
            try (FileSystem system = system(out(context), context.getConfiguration())) {
                return system.exists(attempt(context));
            }
        }

        @Override
        public void commitTask(TaskAttemptContext context) throws IOException {
            try (FileSystem system = system(out(context), context.getConfiguration())) {
                for (String part : new String[] {MASKS, TRANSLATED, MANIFEST}) {
                    move(system, new Path(attempt(context), part), new Path(out(context), part));
                }
                system.delete(attempt(context), true);
            }
        }

        private static void move(FileSystem system, Path from, Path to) throws IOException {
            if (!system.exists(from)) {
                return;
            }
            system.mkdirs(to);
            for (var file : system.listStatus(from)) {
                Path place = new Path(to, file.getPath().getName());
                if (!system.rename(file.getPath(), place)) {
                    system.delete(place, false); // of an attempt that was lost while it committed
                    if (!system.rename(file.getPath(), place)) {
                        throw new IOException(place + ": cannot be moved into place");
                    }
                }
            }
        }

        @Override
        public void abortTask(TaskAttemptContext context) throws IOException {
            try (FileSystem system = system(out(context), context.getConfiguration())) {
                system.delete(attempt(context), true);
            }
        }

        @Override
        public void commitJob(JobContext context) throws IOException {
            remove(context);
            try (FileSystem system = system(out(context), context.getConfiguration())) {
                system.create(new Path(out(context), "_SUCCESS"), true).close();
            }
        }

        @Override
        public void abortJob(JobContext context, org.apache.hadoop.mapreduce.JobStatus.State state) throws IOException {
            remove(context);
        }

        private static void remove(JobContext context) throws IOException {
            try (FileSystem system = system(out(context), context.getConfiguration())) {
                system.delete(new Path(out(context), ATTEMPTS), true);
            }
        }
    }
}
