package org.instagan.data.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.image.Image;

/**
 * COCO's instance annotations ({@code instances_train2017.json}): polygons, run lengths and crowds. The file, hundreds of
 * megabytes, is read one annotation at a time; what stays in memory are the images' names and the masks' outlines of the
 * categories that are asked for.
 */
public final class Coco {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final Map<Long, Picture> pictures = new HashMap<>();
    private final Map<String, Long> categories = new TreeMap<>();

    /** An image as the file lists it. */
    public record Picture(long id, String file, int width, int height) {}

    /** An image's annotations of a category, in the order of their numbers. */
    public record Annotated(Picture picture, List<Annotation> annotations) {}

    private Coco(Path file) {
        this.file = file;
    }

    /**
     * Reads which images and categories there are.
     *
     * @throws InputException naming the file, when it is no such JSON
     */
    public static Coco open(Path file) {
        Coco coco = new Coco(file);
        coco.each(Map.of("images", coco::addPicture, "categories", coco::addCategory));
        return coco;
    }

    /** Reads an element of a list, at whose beginning the parser stands. */
    private interface Reader {
        void read(JsonParser parser) throws IOException;
    }

    private void addCategory(JsonParser parser) throws IOException {
        JsonNode node = JSON.readTree(parser);
        categories.put(node.path("name").asText(), number(node, "id"));
    }

    private void addPicture(JsonParser parser) throws IOException {
        JsonNode node = JSON.readTree(parser);
        long width = number(node, "width");
        long height = number(node, "height");
        if (width < 1 || height < 1 || width * height > Integer.MAX_VALUE / 4) {
            throw new InputException(file + ": image " + node.path("id") + ": its size is " + width + "x" + height);
        }
        long id = number(node, "id");
        pictures.put(id, new Picture(id, node.path("file_name").asText(), (int) width, (int) height));
    }

    /**
     * Every image with annotations of a category, by number, for each of the categories.
     *
     * @param crowds whether groups, which are one mask of many instances, count too
     * @throws InputException when there is no such category, naming those there are
     */
    public List<List<Annotated>> of(List<String> names, boolean crowds) {
        Map<Long, Map<Long, List<Annotation>>> found = new LinkedHashMap<>();
        names.forEach(name -> found.put(category(name), new TreeMap<>()));
        each(Map.of("annotations", parser -> {
            Outline outline = Outline.read(file, parser);
            Map<Long, List<Annotation>> own = found.get(outline.category());
            if (own != null && (crowds || !outline.isCrowd())) {
                Annotation annotation = outline.on(file, picture(outline));
                own.computeIfAbsent(annotation.picture().id(), i -> new ArrayList<>())
                        .add(annotation);
            }
        }));
        return names.stream().map(name -> annotated(found.get(category(name)))).toList();
    }

    private long category(String name) {
        Long id = categories.get(name);
        if (id == null) {
            throw new InputException(
                    file + ": category '" + name + "': expected one of " + String.join(", ", categories.keySet()));
        }
        return id;
    }

    private List<Annotated> annotated(Map<Long, List<Annotation>> byPicture) {
        return byPicture.entrySet().stream()
                .map(e -> new Annotated(
                        pictures.get(e.getKey()),
                        e.getValue().stream()
                                .sorted(Comparator.comparingLong(Annotation::id))
                                .toList()))
                .toList();
    }

    private Picture picture(Outline outline) {
        Picture picture = pictures.get(outline.image());
        if (picture == null) {
            throw new InputException(file + ": annotation " + outline.id() + ": its image_id " + outline.image()
                    + " is no image of the file");
        }
        return picture;
    }

    private long number(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new InputException(file + ": '" + field + "': expected a whole number, got " + value);
        }
        return value.longValue();
    }

    /** Hands over every element of the lists that are named, and passes over everything else. */
    private void each(Map<String, Reader> lists) {
        try (JsonParser parser = new JsonFactory().createParser(Files.newInputStream(file))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InputException(file + ": expected COCO's JSON, an object with images and annotations");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                Reader reader = lists.get(parser.currentName());
                boolean list = parser.nextToken() == JsonToken.START_ARRAY;
                if (reader == null || !list) {
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    reader.read(parser);
                }
            }
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file, expected COCO's annotations", e);
        } catch (JsonProcessingException e) {
            throw new InputException(file + ": not JSON, or cut short: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw FileProblem.of(file + ": cannot be read: " + e, e);
        }
    }

    /**
     * An instance.
     *
     * @param polygons corners of each part; empty where it has run lengths
     */
    public record Annotation(long id, Picture picture, List<double[]> polygons, long[] runs, String where) {
        /** Gray, as large as the image, white on the instance; the same pixels as pycocotools's {@code annToMask}. */
        public Image mask() {
            int width = picture.width();
            int height = picture.height();
            if (polygons.isEmpty()) {
                byte[] pixels =
                        runs.length == 0 ? new byte[width * height] : RunLengths.mask(where, runs, width, height);
                return new Image(width, height, 1, pixels);
            }
            byte[] pixels = new byte[width * height];
            polygons.forEach(corners -> Polygon.fill(where, corners, pixels, width, height));
            return new Image(width, height, 1, pixels);
        }
    }
}
