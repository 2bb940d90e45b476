package org.instagan.serve;

import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.instagan.serve.http.Exchange;
import org.instagan.serve.http.Refusal;

/** From a request's method and path to what answers it. Paths choose among routes and models, and nothing else. */
final class Router extends Handler.Abstract {
    private final List<Route> routes;
    private final Guard guard;
    private final EventLog log;
    private final long discarded;

    /** @param discarded bytes of a refused request's body that are taken in before it is answered */
    Router(List<Route> routes, Guard guard, EventLog log, long discarded) {
        this.routes = List.copyOf(routes);
        this.guard = guard;
        this.log = log;
        this.discarded = discarded;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Exchange exchange = new Exchange(request, response, callback);
        try {
            answer(exchange);
        } catch (Refusal e) {
            exchange.refuse(e, discarded);
        } catch (RuntimeException | OutOfMemoryError e) {
            log.failure(exchange.method() + " " + exchange.path(), e);
            exchange.refuse(new Refusal(Refusal.INTERNAL, "server: it failed, its log says why"), discarded);
        }
        return true;
    }

    private void answer(Exchange exchange) {
        List<Route> here = routes.stream().filter(r -> r.isFor(exchange.path())).toList();
        if (!here.isEmpty()) {
            exchange.note(Exchange.ENDPOINT, here.get(0).endpoint());
        }
        guard.check(exchange);
        if (here.isEmpty()) {
            throw new Refusal(Refusal.NOT_FOUND, "path: no such endpoint, see /openapi.json");
        }
        for (Route route : here) {
            if (route.method().equals(exchange.method())) {
                route.action().answer(exchange);
                return;
            }
        }
        String allowed = here.stream().map(Route::method).collect(Collectors.joining(", "));
        exchange.set("Allow", allowed);
        throw new Refusal(
                Refusal.METHOD_NOT_ALLOWED, "method: expected " + allowed + " here, got " + exchange.method());
    }
}
