package org.instagan.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.instagan.error.InputException;

/**
 * What an exported model says of itself in ONNX's metadata.
 *
 * @param direction which way it translates
 * @param filters the generator's first width
 * @param instancesPerStep how many instances it was trained to translate at a time
 * @param height of the training crop, where the model is at its best
 * @param width likewise
 * @param precision what it computes in
 */
public record ModelCard(
        Direction direction, int filters, int instancesPerStep, int height, int width, Precision precision) {
    /** The instances per step of a model that translates an image as a whole: more than any has. */
    public static final int ALL = 100_000;

    private static final String KIND = "instagan.kind";
    private static final String WEIGHTS = "instagan.weights";
    private static final String GENERATOR = "instagan.generator";
    private static final String GENERATOR_OF = "G_"; // the generator that starts from a domain, as the authors name it
    private static final String FILTERS = "instagan.filters";
    private static final String PER_STEP = "instagan.instances_per_step";
    private static final String PRECISION = "instagan.precision";
    private static final String HEIGHT = "instagan.height";
    private static final String WIDTH = "instagan.width";

    /**
     * In a fixed order, so that equal models are equal files.
     *
     * @param weights a digest, the same in all pieces of one generator
     */
    public Map<String, String> toMetadata(Piece piece, String weights) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(KIND, piece.kind());
        metadata.put(WEIGHTS, weights);
        metadata.put(GENERATOR, GENERATOR_OF + direction.source());
        metadata.put("instagan.direction", direction.toString());
        metadata.put(FILTERS, Integer.toString(filters));
        metadata.put(PER_STEP, Integer.toString(instancesPerStep));
        metadata.put(PRECISION, precision.toString());
        metadata.put(HEIGHT, Integer.toString(height));
        metadata.put(WIDTH, Integer.toString(width));
        metadata.put("instagan.value_range", "images and masks in [-1,1]; a mask is 1 on its instance");
        return metadata;
    }

    /**
     * Reads the metadata of a model.
     *
     * @param where names the model in errors
     * @throws InputException when this project did not export it
     */
    public static ModelCard fromMetadata(String where, Map<String, String> metadata, Piece piece) {
        String kind = metadata.get(KIND);
        if (kind == null) {
            throw new InputException(where + ": not a model of ours (no metadata '" + KIND
                    + "'), expected one written by 'instagan export'");
        }
        if (!kind.equals(piece.kind())) {
            throw new InputException(
                    where + ": metadata '" + KIND + "': expected '" + piece.kind() + "', got '" + kind + "'");
        }
        return new ModelCard(
                direction(where, metadata),
                number(where, metadata, FILTERS),
                number(where, metadata, PER_STEP),
                number(where, metadata, HEIGHT),
                number(where, metadata, WIDTH),
                precision(where, metadata));
    }

    /** Whether an image is translated as a whole, one without instances too: CycleGAN's models. */
    public boolean translatesWhole() {
        return instancesPerStep == ALL;
    }

    private static Direction direction(String where, Map<String, String> metadata) {
        String text = metadata.getOrDefault(GENERATOR, "");
        return Stream.of(Direction.values())
                .filter(d -> text.equals(GENERATOR_OF + d.source()))
                .findFirst()
                .orElseThrow(() -> new InputException(
                        where + ": metadata '" + GENERATOR + "': expected G_A or G_B, got '" + text + "'"));
    }

    private static Precision precision(String where, Map<String, String> metadata) {
        String text = metadata.getOrDefault(PRECISION, "");
        return Stream.of(Precision.values())
                .filter(p -> p.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new InputException(where + ": metadata '" + PRECISION + "': expected one of "
                        + List.of(Precision.values()) + ", got '" + text + "'"));
    }

    /** The digest that all pieces of one generator share. */
    public static String weights(Map<String, String> metadata) {
        return metadata.getOrDefault(WEIGHTS, "");
    }

    private static int number(String where, Map<String, String> metadata, String key) {
        String text = metadata.getOrDefault(key, "");
        if (!text.matches("[1-9][0-9]{0,5}")) {
            throw new InputException(
                    where + ": metadata '" + key + "': expected a number from 1 to 999999, got '" + text + "'");
        }
        return Integer.parseInt(text);
    }
}
