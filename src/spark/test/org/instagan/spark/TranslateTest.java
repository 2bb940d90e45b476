package org.instagan.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.instagan.TinyModel;
import org.instagan.data.InstanceFolder;
import org.instagan.data.Instances;
import org.instagan.data.Item;
import org.instagan.demo.SyntheticData;
import org.instagan.error.InputException;
import org.instagan.image.Images;
import org.instagan.translate.Translator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In one JVM, two tasks at a time. */
final class TranslateTest {
    private static final StructType TABLE = new StructType()
            .add("id", DataTypes.StringType)
            .add("image", DataTypes.BinaryType)
            .add("masks", DataTypes.createArrayType(DataTypes.BinaryType));

    @TempDir
    static Path data;

    @TempDir
    private Path folder;

    private static Path model;

    @BeforeAll
    static void pictures() throws IOException {
        System.setProperty("spark.master", "local[2]");
        System.setProperty("spark.ui.enabled", "false");
        System.setProperty("spark.sql.shuffle.partitions", "2");
        System.setProperty("spark.sql.warehouse.dir", data.resolve("warehouse").toString());
        SyntheticData.write(data.resolve("set"), 32, 2, 5, 3);
        model = TinyModel.export(data.resolve("A2B.onnx"), 3);
        Files.write(images().resolve("broken.png"), new byte[] {1, 2, 3});
        Files.copy(images().resolve("disc0001.png"), images().resolve("none.png"));
    }

    @AfterAll
    static void end() {
        SparkSession.getDefaultSession().foreach(session -> {
            session.stop();
            return null;
        });
    }

    private static Path images() {
        return data.resolve("set/testA");
    }

    private static SparkSession spark() {
        return SparkSession.builder().appName("test").getOrCreate();
    }

    private int run(String... more) {
        List<String> arguments = new ArrayList<>(List.of("translate", "--model", model.toString()));
        arguments.addAll(List.of("--images", images().toString(), "--masks", images() + "_seg"));
        arguments.addAll(Arrays.asList(more));
        return Main.run(arguments.toArray(String[]::new));
    }

    /** What the library makes of each picture, by name of the file. */
    private static Map<String, byte[]> expected() {
        Map<String, byte[]> files = new TreeMap<>();
        InstanceFolder pictures = InstanceFolder.open(images(), data.resolve("set/testA_seg"));
        try (Translator translator = Translator.open(model, Translator.Options.defaults())) {
            for (Item item : pictures.items()) {
                if (!item.name().equals("broken")) {
                    Instances source = item.read();
                    Instances result = source.masks().isEmpty() ? source : translator.translate(source);
                    files.put(item.name() + ".png", Images.png(result.image()));
                    for (int i = 0; i < result.masks().size(); i++) {
                        files.put(
                                item.name() + "_" + i + ".png",
                                Images.png(result.masks().get(i)));
                    }
                }
            }
        }
        return files;
    }

    private static Map<String, byte[]> files(Path out) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (String part : List.of("translated", "translated_seg")) {
            try (Stream<Path> all = Files.list(out.resolve(part))) {
                for (Path file : all.toList()) {
                    files.put(file.getFileName().toString(), Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    private static List<String> manifest(Path out) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> parts = Files.list(out.resolve("manifest"))) {
            for (Path part : parts.filter(
                            p -> p.toString().endsWith(".jsonl") || p.toString().endsWith(".json"))
                    .toList()) {
                lines.addAll(Files.readAllLines(part));
            }
        }
        return lines;
    }

    private static void assertSame(Map<String, byte[]> got, Map<String, byte[]> wanted) {
        assertThat(got.keySet()).isEqualTo(wanted.keySet());
        wanted.forEach((name, bytes) -> assertThat(got.get(name)).as(name).isEqualTo(bytes));
    }

    @Test
    void foldersBecomeWhatTheLibraryMakesOfThem() throws IOException {
        Path out = folder.resolve("out");
        assertThat(run("--out", out.toString(), "--partition-size", "2")).isZero();
        assertSame(files(out), expected());
        assertThat(manifest(out))
                .hasSize(7)
                .anyMatch(line -> line.matches(".*\"id\":\"broken\",\"status\":\"failed\".*broken.png: .*"))
                .anyMatch(line -> line.matches(".*\"id\":\"none\",\"status\":\"copied\",\"instances\":0.*"));
        try (Stream<Path> left = Files.list(out)) {
            assertThat(left.map(p -> p.getFileName().toString()))
                    .containsExactlyInAnyOrder("translated", "translated_seg", "manifest", "_SUCCESS");
        }
    }

    @Test
    void aShareOfFailuresCanBeTooMuch() {
        assertThat(run("--out", folder.resolve("few").toString(), "--fail-above", "20%"))
                .isZero();
        assertThat(run("--out", folder.resolve("many").toString(), "--fail-above", "0.1"))
                .isEqualTo(1);
    }

    @Test
    void whatTheManifestHasIsNotMadeAgain() throws IOException {
        Path out = folder.resolve("out");
        assertThat(run("--out", out.toString(), "--partition-size", "1")).isZero();
        List<Path> parts;
        try (Stream<Path> all = Files.list(out.resolve("manifest"))) {
            parts = all.toList();
        }
        // As if the job had been stopped before three of its seven tasks.
        for (Path part : parts.subList(0, 3)) {
            Files.delete(part);
        }
        Files.writeString(out.resolve("translated/disc0001.png"), "half");
        assertThat(run("--out", out.toString())).isEqualTo(2);
        assertThat(run("--out", out.toString(), "--resume")).isZero();
        List<String> lines = manifest(out);
        assertThat(lines).hasSize(7);
        assertThat(lines.stream().map(l -> l.substring(0, l.indexOf(','))).distinct())
                .hasSize(7);
        assertThat(files(out).keySet()).isEqualTo(expected().keySet());
    }

    private Dataset<Row> table() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Item item :
                InstanceFolder.open(images(), data.resolve("set/testA_seg")).items()) {
            byte[][] masks = new byte[item.masks().size()][];
            for (int i = 0; i < masks.length; i++) {
                masks[i] = Files.readAllBytes(item.masks().get(i));
            }
            rows.add(RowFactory.create(item.name(), Files.readAllBytes(item.image()), masks));
        }
        rows.add(RowFactory.create("empty", null, null));
        return spark().createDataFrame(rows, TABLE);
    }

    @Test
    void tablesAreTranslatedWhenTheyAreAskedForTheirRows() throws IOException {
        Settings settings = new Settings(model.toString(), "", 0, false, 4, 64_000_000);
        Map<String, byte[]> wanted = expected();
        Dataset<Row> results = InstaGanSpark.translate(table().repartition(2), settings);
        List<Row> rows = results.collectAsList();
        assertThat(rows).hasSize(8);
        for (Row row : rows) {
            String id = row.getAs("id");
            assertThat((byte[]) row.getAs("image")).as(id).isEqualTo(wanted.get(id + ".png"));
            assertThat(row.<String>getAs("reason") == null).isEqualTo(wanted.containsKey(id + ".png"));
        }
        assertThatThrownBy(() -> InstaGanSpark.translate(table().drop("masks"), settings))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("column 'masks': expected array<binary>, got none among");
    }

    @Test
    void tablesInParquetGoOnToo() throws IOException {
        Path in = folder.resolve("in");
        Path out = folder.resolve("out");
        table().limit(3).write().parquet(in.toString());
        String[] arguments = {
            "translate", "--model", model.toString(), "--table", in.toString(), "--out", out.toString(), "--resume"
        };
        assertThat(Main.run(arguments)).isZero();
        assertThat(manifest(out)).hasSize(3);
        table().write().mode("append").parquet(in.toString()); // three of them twice
        assertThat(Main.run(arguments)).isZero();
        assertThat(manifest(out)).hasSize(8);
        assertThat(spark().read()
                        .parquet(out.resolve("pictures").toString())
                        .select("id")
                        .distinct()
                        .count())
                .isEqualTo(8);
    }

    @Test
    void picturesBeyondTheBoundAreRefusedBeforeTheyAreDecoded() throws IOException {
        Settings small = new Settings(model.toString(), "", 0, false, 1, 3000);
        List<Row> rows = InstaGanSpark.translate(table(), small).collectAsList();
        assertThat(rows)
                .filteredOn(row -> row.<String>getAs("id").startsWith("disc"))
                .allSatisfy(row ->
                        assertThat(row.<String>getAs("reason")).contains("has 32x32 pixels and ", "(--most-values)"));
    }

    @Test
    void mistakesAreOneLine() {
        PrintStream console = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.run(
                            "translate",
                            "--model",
                            "none.onnx",
                            "--out",
                            folder.resolve("x").toString()))
                    .isEqualTo(2);
            assertThat(run("--out", folder.resolve("x").toString(), "--format", "zip"))
                    .isEqualTo(2);
            assertThat(Main.run(
                            "translate",
                            "--model",
                            "none.onnx",
                            "--images",
                            images().toString(),
                            "--out",
                            folder.resolve("x").toString()))
                    .isEqualTo(2);
        } finally {
            System.setErr(console);
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("instagan: --images or --table: expected one of them")
                .contains("instagan: --format: expected folder or parquet, got 'zip'")
                .contains("none.onnx: cannot be read (");
    }
}
