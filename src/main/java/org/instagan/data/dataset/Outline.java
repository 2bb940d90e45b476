package org.instagan.data.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.instagan.error.InputException;

/**
 * One annotation of COCO as it stands in the file. Numbers are read as such, without an object for each: of a file's
 * million outlines most are not wanted.
 */
final class Outline {
    private static final JsonMapper JSON = new JsonMapper();

    private final List<double[]> polygons = new ArrayList<>();
    private JsonNode runs = JSON.missingNode();
    private long id;
    private long image;
    private long category;
    private long crowd;

    private Outline() {}

    /** @throws InputException when its outline is of other things than numbers */
    static Outline read(Path file, JsonParser parser) throws IOException {
        Outline outline = new Outline();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "segmentation" -> outline.readSegmentation(file, parser, value);
                case "id" -> outline.id = parser.getValueAsLong();
                case "image_id" -> outline.image = parser.getValueAsLong(-1);
                case "category_id" -> outline.category = parser.getValueAsLong(-1);
                case "iscrowd" -> outline.crowd = parser.getValueAsLong();
                default -> parser.skipChildren();
            }
        }
        return outline;
    }

    private void readSegmentation(Path file, JsonParser parser, JsonToken first) throws IOException {
        if (first != JsonToken.START_ARRAY) {
            runs = JSON.readTree(parser);
            return;
        }
        while (parser.nextToken() == JsonToken.START_ARRAY) {
            double[] corners = new double[16];
            int count = 0;
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                if (token == null || !token.isNumeric()) {
                    throw new InputException(file + ": 'segmentation': expected numbers, got " + parser.getText());
                }
                corners = count == corners.length ? Arrays.copyOf(corners, 2 * count) : corners;
                corners[count++] = parser.getDoubleValue();
            }
            polygons.add(Arrays.copyOf(corners, count));
        }
    }

    long id() {
        return id;
    }

    long image() {
        return image;
    }

    long category() {
        return category;
    }

    boolean isCrowd() {
        return crowd != 0;
    }

    /** @throws InputException when it does not belong on that image */
    Coco.Annotation on(Path file, Coco.Picture picture) {
        String where = file + ": annotation " + id;
        if (!polygons.isEmpty()) {
            return new Coco.Annotation(id, picture, polygons, new long[0], where);
        }
        long[] lengths = lengths(where);
        JsonNode size = runs.path("size");
        if (size.path(0).asInt() != picture.height() || size.path(1).asInt() != picture.width()) {
            throw new InputException(where + ": its run lengths are of " + size + ", the image of [" + picture.height()
                    + "," + picture.width() + "]");
        }
        return new Coco.Annotation(id, picture, List.of(), lengths, where);
    }

    private long[] lengths(String where) {
        JsonNode counts = runs.path("counts");
        if (counts.isTextual()) {
            return RunLengths.decompress(where, counts.asText());
        }
        if (!counts.isArray()) {
            throw new InputException(where + ": 'segmentation': expected polygons or run lengths");
        }
        long[] lengths = new long[counts.size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = counts.get(i).asLong(-1);
        }
        return lengths;
    }
}
