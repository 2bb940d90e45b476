package org.instagan.evaluate.judge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.instagan.engine.ort.ImageNetwork;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.model.Domain;

/**
 * What networks that took no part in training see in whole sets of pictures: the paper's classification score (InstaGAN,
 * section 4.2), FID and KID.
 */
public final class Onlooker implements AutoCloseable {
    private final Optional<ImageNetwork> classifier;
    private final Map<Domain, Set<Integer>> classes;
    private final Optional<ImageNetwork> features;

    /**
     * Takes the networks over, to close them.
     *
     * @param classes of each domain, indices of the classifier's scores
     */
    public Onlooker(
            Optional<ImageNetwork> classifier, Map<Domain, Set<Integer>> classes, Optional<ImageNetwork> features) {
        this.classifier = classifier;
        this.classes = Map.copyOf(classes);
        this.features = features;
    }

    /**
     * Figures by name, with those of the target's own pictures and of the sources as they were, to compare with.
     *
     * @param sources pictures as they were, translated what became of them
     * @param real pictures of the target's domain
     * @throws InputException when a network cannot look at them so
     */
    public Map<String, Double> figures(Domain target, List<Image> sources, List<Image> translated, List<Image> real) {
        Map<String, Double> figures = new LinkedHashMap<>();
        classifier.ifPresent(network -> {
            String name = "classified as " + target;
            figures.put(name, share(network, target, translated));
            figures.put(name + ", sources", share(network, target, sources));
            figures.put(name + ", real", share(network, target, real));
        });
        features.ifPresent(network -> {
            List<float[]> seen = real.stream().map(network::of).toList();
            FeatureDistance after = new FeatureDistance(
                    seen, translated.stream().map(network::of).toList());
            FeatureDistance before =
                    new FeatureDistance(seen, sources.stream().map(network::of).toList());
            figures.put("FID", after.frechet());
            figures.put("FID of the sources", before.frechet());
            figures.put("KID", after.kernel());
            figures.put("KID of the sources", before.kernel());
        });
        return figures;
    }

    /** How many of the pictures have their largest score in the domain's classes, 0..1. */
    private double share(ImageNetwork network, Domain domain, List<Image> pictures) {
        List<Integer> found = new ArrayList<>();
        for (Image picture : pictures) {
            found.add(largest(network.of(picture), domain));
        }
        return found.stream().filter(classes.get(domain)::contains).count() / (double) pictures.size();
    }

    private int largest(float[] scores, Domain domain) {
        int outside = classes.get(domain).stream()
                .filter(c -> c >= scores.length)
                .findFirst()
                .orElse(-1);
        if (outside >= 0) {
            throw new InputException("--classes: " + domain + "=" + outside + ", the classifier has classes 0 to "
                    + (scores.length - 1));
        }
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }

    @Override
    public void close() {
        classifier.ifPresent(ImageNetwork::close);
        features.ifPresent(ImageNetwork::close);
    }
}
