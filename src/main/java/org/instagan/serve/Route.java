package org.instagan.serve;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.instagan.serve.http.Exchange;
import org.instagan.serve.http.Refusal;

/**
 * A method and a path, in which {@code NAME} stands for a model's.
 *
 * @param endpoint the path as metrics and the log show it
 */
record Route(String method, String endpoint, Pattern pattern, Action action) {
    private static final String NAME = "NAME";
    private static final String ANY = "([^/]+)";
    private static final String VERSION = "(?:/versions/" + ANY + ")?";

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
        return ofModel(method, path, ANY, lanes, action);
    }

    /** The same, where {@code /versions/1} may follow the name, as the Open Inference Protocol has it. */
    static Route ofVersion(String method, String path, Lanes lanes, ModelAction action) {
        return ofModel(method, path, ANY + VERSION, lanes, action);
    }

    private static Route ofModel(String method, String path, String name, Lanes lanes, ModelAction action) {
        Pattern pattern = Pattern.compile("\\Q" + path.replace(NAME, "\\E" + name + "\\Q") + "\\E");
        return new Route(method, path, pattern, exchange -> {
            Matcher m = pattern.matcher(exchange.path());
            Lane lane = lanes.get(m.matches() ? m.group(1) : "");
            exchange.note("model", lane.name());
            if (m.groupCount() > 1 && m.group(2) != null) {
                lane.checkVersion(m.group(2));
            }
            action.answer(exchange, lane);
        });
    }

    /** Whoever answers GET answers HEAD; the body is left out on the way. */
    boolean takes(String asked) {
        return method.equals(asked) || (method.equals("GET") && asked.equals("HEAD"));
    }

    /** The methods, as {@code Allow} lists them. */
    String allowed() {
        return method.equals("GET") ? "GET, HEAD" : method;
    }

    boolean isFor(String path) {
        return pattern.matcher(path).matches();
    }
}
