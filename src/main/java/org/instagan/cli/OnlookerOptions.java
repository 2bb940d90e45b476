package org.instagan.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.instagan.engine.ort.ImageNetwork;
import org.instagan.error.InputException;
import org.instagan.evaluate.judge.Onlooker;
import org.instagan.model.Domain;
import picocli.CommandLine.Option;

/** Networks that look at what {@code evaluate} translates. */
final class OnlookerOptions {
    @Option(
            names = "--classifier",
            paramLabel = "FILE",
            description = "An ONNX classifier, float [N,3,H,W] to [N,C]: prints how many translations it takes for"
                    + " the other domain's, the paper's classification score.")
    private Path classifier;

    @Option(
            names = "--classes",
            paramLabel = "A=I[+J…],B=K",
            split = ",",
            description = "The classifier's classes of each domain, counted from 0.")
    private Map<Domain, String> classes = new LinkedHashMap<>();

    @Option(
            names = "--features",
            paramLabel = "FILE",
            description = "An ONNX network, float [N,3,H,W] to features [N,C] or [N,C,h,w]: prints FID and KID to the"
                    + " other domain's pictures.")
    private Path features;

    @Option(
            names = "--pixels",
            paramLabel = "imagenet|unit|zero-one|levels",
            defaultValue = "imagenet",
            description = "What both expect: ImageNet's mean and deviation taken out, -1 to 1, 0 to 1, or 0 to 255."
                    + " Default: ${DEFAULT-VALUE}.")
    private String pixels;

    /** Empty where neither is asked for. */
    Optional<Onlooker> open(int threads) {
        if (classifier == null && features == null) {
            return Optional.empty();
        }
        Map<Domain, Set<Integer>> indices = indices();
        ImageNetwork.Pixels expected = Arrays.stream(ImageNetwork.Pixels.values())
                .filter(p -> p.toString().equals(pixels))
                .findFirst()
                .orElseThrow(() -> new InputException(
                        "--pixels: expected imagenet, unit, zero-one or levels, got '" + pixels + "'"));
        Optional<ImageNetwork> judge =
                Optional.ofNullable(classifier).map(f -> ImageNetwork.open(f, expected, threads));
        try {
            return Optional.of(new Onlooker(
                    judge, indices, Optional.ofNullable(features).map(f -> ImageNetwork.open(f, expected, threads))));
        } catch (InputException e) {
            judge.ifPresent(ImageNetwork::close);
            throw e;
        }
    }

    private Map<Domain, Set<Integer>> indices() {
        Map<Domain, Set<Integer>> indices = new EnumMap<>(Domain.class);
        if (classifier == null) {
            return indices;
        }
        for (Domain domain : Domain.values()) {
            String text = classes.getOrDefault(domain, "");
            if (!text.matches("\\d{1,6}(\\+\\d{1,6})*")) {
                throw new InputException("--classes: expected the classifier's classes of both domains, such as"
                        + " A=348,B=340+341; got '" + text + "' for " + domain);
            }
            indices.put(
                    domain,
                    Arrays.stream(text.split("\\+", -1)).map(Integer::valueOf).collect(Collectors.toSet()));
        }
        return indices;
    }
}
