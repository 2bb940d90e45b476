package org.instagan.data.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code coco.json} holds random polygons (in parts, beyond the image, flat, with equal corners) and run lengths of both
 * forms; {@code coco-runs.json} what pycocotools 2.0's {@code annToMask} makes of them.
 */
final class CocoTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void copy() throws IOException {
        file = folder.resolve("coco.json");
        try (InputStream in = CocoTest.class.getResourceAsStream("coco.json")) {
            Files.copy(in, file);
        }
    }

    @Test
    void masksAreThoseOfPycocotools() throws IOException {
        JsonNode expected;
        try (InputStream in = CocoTest.class.getResourceAsStream("coco-runs.json")) {
            expected = new JsonMapper().readTree(in);
        }
        Coco coco = Coco.open(file);
        int compared = 0;
        for (List<Coco.Annotated> category : coco.of(List.of("sheep", "giraffe"), true)) {
            for (Coco.Annotated picture : category) {
                for (Coco.Annotation annotation : picture.annotations()) {
                    JsonNode runs = expected.path(Long.toString(annotation.id()));
                    assertThat(runs(annotation.mask()))
                            .as("annotation " + annotation.id())
                            .isEqualTo(new JsonMapper().convertValue(runs, long[].class));
                    compared++;
                }
            }
        }
        assertThat(compared).isEqualTo(expected.size());
    }

    private static long[] runs(Image mask) {
        java.util.stream.LongStream.Builder runs = java.util.stream.LongStream.builder();
        int last = 0;
        long run = 0;
        for (int x = 0; x < mask.width(); x++) {
            for (int y = 0; y < mask.height(); y++) {
                int value = mask.at(x, y, 0) == 0 ? 0 : 1;
                if (value != last) {
                    runs.add(run);
                    run = 0;
                    last = value;
                }
                run++;
            }
        }
        return runs.add(run).build().toArray();
    }

    @Test
    void crowdsAreLeftOutUnlessAskedFor() {
        Coco coco = Coco.open(file);
        assertThat(count(coco.of(List.of("giraffe"), true).get(0))
                        - count(coco.of(List.of("giraffe"), false).get(0)))
                .isEqualTo(2);
        assertThat(coco.of(List.of("sheep"), false).get(0))
                .extracting(a -> a.picture().id())
                .isSorted();
    }

    private static int count(List<Coco.Annotated> pictures) {
        return pictures.stream().mapToInt(p -> p.annotations().size()).sum();
    }

    @Test
    void categoriesThatAreNotThereAreRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> Coco.open(file).of(List.of("goat"), false))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": category 'goat': expected one of giraffe, sheep");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    [[1,1,5,1]]                                   | no polygon: expected three corners
                    [[1,1,5,1,1e300,5]]                           | within 65536 pixels
                    [[1,1,5,1,"x",5]]                             | expected numbers, got x
                    {"size":[41,53],"counts":[2174]}              | run lengths pass the 2173 pixels
                    {"size":[41,53],"counts":[3,4]}               | run lengths cover 7 pixels
                    {"size":[41,53],"counts":"0"}                 | run lengths cover 0 pixels
                    {"size":[41,53],"counts":"ooooooooooooooooo"} | are not COCO's
                    {"size":[41,54],"counts":"0"}                 | its run lengths are of [41,54]
                    {"size":[41,53]}                              | expected polygons or run lengths
                    """)
    void whatIsNoOutlineIsRefusedByItsAnnotation(String segmentation, String reason) throws IOException {
        String json = """
                {"images":[{"id":1,"file_name":"a.jpg","width":53,"height":41}],"annotations":[
                {"id":9,"image_id":1,"category_id":2,"segmentation":%s}],"categories":[{"id":2,"name":"c"}]}
                """.formatted(segmentation);
        Files.writeString(file, json);
        assertThatThrownBy(() -> Coco.open(file)
                        .of(List.of("c"), true)
                        .get(0)
                        .forEach(p -> p.annotations().forEach(Coco.Annotation::mask)))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(reason);
    }

    @Test
    void whatIsNoJsonOfItIsRefused() throws IOException {
        Files.writeString(file, "{\"images\":[{\"id\":1");
        assertThatThrownBy(() -> Coco.open(file)).hasMessageStartingWith(file + ": not JSON, or cut short");
        Files.writeString(file, "[]");
        assertThatThrownBy(() -> Coco.open(file)).hasMessageContaining("expected COCO's JSON");
        assertThatThrownBy(() -> Coco.open(folder.resolve("none"))).hasMessageContaining("no such file");
    }
}
