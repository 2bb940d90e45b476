package org.instagan.serve;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A method and a path, in which {@code NAME} stands for a model's.
 *
 * @param endpoint the path as metrics and the log show it
 */
record Route(String method, String endpoint, Pattern pattern, Action action) {
    private static final String NAME = "NAME";

    /** Answers a request; throws {@link Refusal} where it cannot. */
    interface Action {
        void answer(Exchange exchange);
    }

    /** Answers a request for a model. */
    interface ModelAction {
        void answer(Exchange exchange, Lane lane);
    }

    static Route of(String method, String path, Action action) {
        return new Route(method, path, Pattern.compile(Pattern.quote(path)), action);
    }

    /** @param path with {@code NAME} in it */
    static Route ofModel(String method, String path, Lanes lanes, ModelAction action) {
        Pattern pattern = Pattern.compile("\\Q" + path.replace(NAME, "\\E([^/]+)\\Q") + "\\E");
        return new Route(method, path, pattern, exchange -> {
            Matcher m = pattern.matcher(exchange.path());
            Lane lane = lanes.get(m.matches() ? m.group(1) : "");
            exchange.note("model", lane.name());
            action.answer(exchange, lane);
        });
    }

    boolean isFor(String path) {
        return pattern.matcher(path).matches();
    }
}
