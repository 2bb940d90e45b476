package org.instagan.serve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.instagan.serve.http.Refusal;
import org.instagan.serve.http.ServerOptions;
import org.instagan.translate.Translator;

/** The models that are served, by name. */
final class Lanes {
    /** How long the end waits for work that does not stop. */
    private static final long PATIENCE_SECONDS = 10;

    private final Map<String, Lane> byName;

    private Lanes(Map<String, Lane> byName) {
        this.byName = byName;
    }

    /** Opens all models, or none. */
    static Lanes open(
            Map<String, List<Supplier<Translator>>> models, ServerOptions options, Metrics metrics, EventLog log) {
        Map<String, List<ServedModel>> opened = new LinkedHashMap<>();
        try {
            models.forEach((name, openers) -> {
                List<ServedModel> places = opened.computeIfAbsent(name, n -> new ArrayList<>());
                openers.forEach(opener -> places.add(new ServedModel(name, opener)));
            });
        } catch (RuntimeException e) {
            opened.values().forEach(places -> places.forEach(ServedModel::close));
            throw e;
        }
        Map<String, Lane> lanes = new LinkedHashMap<>();
        opened.forEach((name, places) -> lanes.put(name, new Lane(places, options, metrics, log)));
        return new Lanes(lanes);
    }

    Collection<Lane> all() {
        return byName.values();
    }

    /** @throws Refusal when there is none of this name */
    Lane get(String name) {
        Lane lane = byName.get(name);
        if (lane == null) {
            throw new Refusal(
                    Refusal.NOT_FOUND, "model '" + name + "': not served here, expected one of " + byName.keySet());
        }
        return lane;
    }

    /** Whether every model's worker lives. */
    boolean areAlive() {
        return all().stream().allMatch(Lane::isAlive);
    }

    /** Gives up what waits and what is computed. */
    void abort() {
        all().forEach(Lane::abort);
    }

    /** Works off what waits, then closes the models; those whose work does not end in time stay open. */
    void close() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        all().forEach(Lane::end);
        for (Lane lane : all()) {
            lane.close(end - System.nanoTime());
        }
    }
}
