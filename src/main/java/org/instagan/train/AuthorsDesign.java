package org.instagan.train;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.instagan.error.InputException;
import org.instagan.weights.FloatTensor;

/** What the authors' networks were built of, as far as the names and shapes of their tensors say. */
final class AuthorsDesign {
    private static final String PLAIN = "model.1.weight";
    private static final String SET = "encoder_img.1.weight";
    private static final String PLAIN_JUDGE = "model.0.module.weight_bar";
    private static final String SET_JUDGE = "feature_img.0.module.weight_bar";

    /** Of each kind of network, the layers whose first size is its number of filters: InstaGAN's and CycleGAN's. */
    private static final Map<String, List<String>> FIRST_LAYERS =
            Map.of("filters", List.of(SET, PLAIN), "discriminator-filters", List.of(SET_JUDGE, PLAIN_JUDGE));

    private static final Pattern BLOCK = Pattern.compile("(encoder_img|model)\\.\\d+\\.conv_block\\.1\\.weight");
    private static final Pattern SET_LAYER = Pattern.compile("feature_img\\.\\d+\\.module\\.weight_bar");
    private static final Pattern PLAIN_LAYER = Pattern.compile("model\\.\\d+\\.module\\.weight_bar");
    private static final Pattern AFTER_DROPOUT = Pattern.compile(".*\\.conv_block\\.6\\.weight");
    private static final Pattern FIRST_NORM = Pattern.compile("(encoder_img|model)\\.2\\.weight");

    private final Map<String, Path> files;
    private final Map<String, Map<String, FloatTensor>> networks;

    /** @param files for messages */
    AuthorsDesign(Map<String, Path> files, Map<String, Map<String, FloatTensor>> networks) {
        this.files = files;
        this.networks = networks;
    }

    /**
     * Settings that follow, in kebab case.
     *
     * @throws InputException when networks of one kind are of different width
     */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        FIRST_LAYERS.forEach((setting, layers) ->
                layers.forEach(layer -> filters(layer).ifPresent(f -> settings.put(setting, f))));
        Map<String, FloatTensor> generator = networks.get("G_A");
        weight(generator, PLAIN).ifPresent(first -> {
            boolean union = first.shape()[1] % 2 == 0; // one channel more than colours
            settings.put("model", union ? "cyclegan-seg" : "cyclegan");
            settings.put("channels", Long.toString(first.shape()[1] - (union ? 1 : 0)));
        });
        weight(generator, SET).ifPresent(first -> settings.put("channels", Long.toString(first.shape()[1])));
        put(settings, "blocks", count(generator.keySet(), BLOCK));
        kernels(generator, AFTER_DROPOUT, 4).findAny().ifPresent(w -> settings.put("dropout", "true"));
        kernels(generator, FIRST_NORM, 1).findAny().ifPresent(w -> settings.put("norm", "batch"));
        Optional.ofNullable(networks.get("D_A")).ifPresent(judge -> {
            boolean basic = judge.containsKey(PLAIN_JUDGE);
            put(
                    settings,
                    "discriminator-layers",
                    basic ? count(judge.keySet(), PLAIN_LAYER) - 2 : count(judge.keySet(), SET_LAYER));
            settings.put("discriminator", basic ? "basic" : "set");
        });
        return settings;
    }

    private static void put(Map<String, String> settings, String name, long value) {
        if (value > 0) {
            settings.put(name, Long.toString(value));
        }
    }

    private static long count(Collection<String> names, Pattern pattern) {
        return names.stream().filter(pattern.asMatchPredicate()).count();
    }

    private static Stream<FloatTensor> kernels(Map<String, FloatTensor> network, Pattern pattern, int rank) {
        return network.entrySet().stream()
                .filter(e ->
                        pattern.matcher(e.getKey()).matches() && e.getValue().shape().length == rank)
                .map(Map.Entry::getValue);
    }

    private static Optional<FloatTensor> weight(Map<String, FloatTensor> network, String name) {
        return Optional.ofNullable(network.get(name)).filter(w -> w.shape().length == 4);
    }

    private Optional<String> filters(String layer) {
        Optional<String> first = Optional.empty();
        for (Map.Entry<String, Map<String, FloatTensor>> network : networks.entrySet()) {
            Optional<FloatTensor> weight = weight(network.getValue(), layer);
            if (weight.isPresent()) {
                String filters = Long.toString(weight.get().shape()[0]);
                if (first.isPresent() && !first.get().equals(filters)) {
                    throw new InputException(files.get(network.getKey()) + ": '" + layer + "' has " + filters
                            + " filters, expected " + first.get() + " as in the network before");
                }
                first = Optional.of(filters);
            }
        }
        return first;
    }
}
