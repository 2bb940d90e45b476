package org.instagan.engine.tensorrt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.instagan.error.InputException;
import org.instagan.image.Size;
import org.instagan.model.ModelCard;

/**
 * The optimization profiles of an engine, in the order of their numbers in it: one where nothing else is said, several
 * where it is to be fast at several things, such as one image at once and eight.
 */
record Profiles(Map<String, Profile> byName) {
    private static final String ONLY = "usual";
    private static final Pattern NAMED = Pattern.compile("([a-z][a-z0-9-]*):(.*)");

    /** @throws InputException where there is none */
    Profiles {
        if (byName.isEmpty()) {
            throw new InputException("profiles: expected one at least");
        }
        byName = new LinkedHashMap<>(byName);
    }

    /**
     * A model's own profile, changed.
     *
     * @param settings as {@link Profile#with} has them, which all profiles share, or with a name before a colon,
     *     {@code throughput:batch=1,8,8}, which make one of that name
     * @throws InputException for anything else
     */
    static Profiles of(ModelCard card, List<String> settings) {
        List<String> shared = new ArrayList<>();
        Map<String, List<String>> own = new LinkedHashMap<>();
        for (String setting : settings) {
            Matcher named = NAMED.matcher(setting);
            if (named.matches()) {
                own.computeIfAbsent(named.group(1), name -> new ArrayList<>()).add(named.group(2));
            } else {
                shared.add(setting);
            }
        }
        Profile common = Profile.of(card).with(shared);
        Map<String, Profile> profiles = new LinkedHashMap<>();
        own.forEach((name, changes) -> profiles.put(name, common.with(changes)));
        return new Profiles(profiles.isEmpty() ? Map.of(ONLY, common) : profiles);
    }

    /** In the order of their numbers. */
    List<Profile> all() {
        return List.copyOf(byName.values());
    }

    /**
     * The number of the profile that fits masks to be encoded best.
     *
     * @throws InputException naming the profiles, where none takes them
     */
    int choose(String where, Size size, int masks) {
        return choose(
                where,
                List.of(
                        sized(size),
                        new Need(
                                "masks",
                                masks + " masks at once",
                                p -> p.masks().contains(masks))),
                p -> p.distance(size) + p.masks().distance(masks));
    }

    /**
     * The same of a step.
     *
     * @param images in it
     * @param features that it chooses its masks from
     * @param masks in it
     */
    int choose(String where, Size size, int images, int features, int masks) {
        long most = Math.max(features, masks);
        long least = Math.min(features, masks);
        return choose(
                where,
                List.of(
                        sized(size),
                        batched(images),
                        new Need(
                                "masks",
                                most + " masks at once",
                                p -> p.masks().contains(least) && p.masks().contains(most))),
                p -> p.distance(size) + p.batch().distance(images) + p.masks().distance(masks));
    }

    /** @throws InputException naming the profiles, where none takes so many images of that size */
    void check(String where, Size size, int images) {
        choose(where, List.of(sized(size), batched(images)), p -> 0);
    }

    private record Need(String setting, String what, Predicate<Profile> taken) {}

    private static Need sized(Size size) {
        return new Need("size", "images of " + size, p -> p.contains(size));
    }

    private static Need batched(int images) {
        return new Need("batch", images + " images at once", p -> p.batch().contains(images));
    }

    private int choose(String where, List<Need> needs, ToDoubleFunction<Profile> distance) {
        List<Profile> all = all();
        List<Integer> left = IntStream.range(0, all.size()).boxed().toList();
        for (Need need : needs) {
            left = left.stream().filter(i -> need.taken.test(all.get(i))).toList();
            if (left.isEmpty()) {
                throw new InputException(where + ": " + need.what + " are outside what it was built for (" + this
                        + "); compile again with profile " + need.setting + "=MIN,OPT,MAX");
            }
        }
        return left.stream()
                .min(Comparator.comparingDouble(i -> distance.applyAsDouble(all.get(i))))
                .orElseThrow();
    }

    /** Images of a size in a step, of so many masks each, that are surely not too many; at least 1. */
    int mostImages(Size size, int masksOfEach) {
        return byName.values().stream()
                .filter(p -> p.contains(size))
                .mapToInt(p -> p.mostImages(masksOfEach))
                .max()
                .orElse(1);
    }

    /** Masks of a size that can be encoded at once; at least 1. */
    int mostMasks(Size size) {
        return (int) byName.values().stream()
                .filter(p -> p.contains(size))
                .mapToLong(p -> p.masks().max())
                .max()
                .orElse(1);
    }

    @Override
    public String toString() {
        return byName.size() == 1
                ? all().get(0).toString()
                : byName.entrySet().stream()
                        .map(e -> e.getKey() + ": " + e.getValue())
                        .collect(Collectors.joining("; "));
    }
}
