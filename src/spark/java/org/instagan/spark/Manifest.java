package org.instagan.spark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.instagan.file.Json;

/** What became of each picture of a job: {@code id}, {@code status}, {@code instances}, {@code milliseconds}, {@code reason}. */
final class Manifest {
    private static final int NAMED = 5;

    private final Map<String, Long> counts = new HashMap<>();
    private final List<String> failures = new ArrayList<>();
    private final long instances;

    private Manifest(Dataset<Row> rows) {
        long sum = 0;
        for (Row row : rows.groupBy(PictureRow.STATUS)
                .agg(functions.count("*"), functions.sum(PictureRow.INSTANCES))
                .collectAsList()) {
            counts.put(row.getString(0), row.getLong(1));
            sum += row.getLong(2);
        }
        this.instances = sum;
        if (count(PictureRow.FAILED) == 0) {
            return;
        }
        for (Row row : rows.filter(functions.col(PictureRow.STATUS).equalTo(PictureRow.FAILED))
                .limit(NAMED)
                .collectAsList()) {
            failures.add(row.getAs(PictureRow.REASON));
        }
    }

    /** @param rows with the manifest's columns */
    static Manifest of(Dataset<Row> rows) {
        return new Manifest(rows);
    }

    /** A row of it as JSON. */
    static String line(Row row) {
        ObjectNode line = Json.object();
        line.put(PictureRow.ID, row.<String>getAs(0));
        line.put(PictureRow.STATUS, row.<String>getAs(1));
        line.put(PictureRow.INSTANCES, row.getInt(2));
        line.put(PictureRow.MILLISECONDS, row.getLong(3));
        line.put(PictureRow.REASON, row.<String>getAs(4));
        return line.toString();
    }

    long count(String status) {
        return counts.getOrDefault(status, 0L);
    }

    long all() {
        return counts.values().stream().mapToLong(c -> c).sum();
    }

    long instances() {
        return instances;
    }

    /** Reasons of some failures. */
    List<String> failures() {
        return List.copyOf(failures);
    }
}
