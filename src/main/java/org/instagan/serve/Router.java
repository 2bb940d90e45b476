package org.instagan.serve;

import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.instagan.serve.http.Exchange;
import org.instagan.serve.http.MemoryBudget;
import org.instagan.serve.http.Refusal;

/** From a request's method and path to what answers it. Paths choose among routes and models, and nothing else. */
final class Router extends Handler.Abstract.NonBlocking {
    private final List<Route> routes;
    private final Guard guard;
    private final Answers answers;
    private final MemoryBudget memory;

    Router(List<Route> routes, Guard guard, Answers answers, MemoryBudget memory) {
        this.routes = List.copyOf(routes);
        this.guard = guard;
        this.answers = answers;
        this.memory = memory;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Exchange exchange = new Exchange(request, response, callback, memory);
        answers.now(exchange, () -> answer(exchange));
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
            if (route.takes(exchange.method())) {
                route.action().answer(exchange);
                return;
            }
        }
        String allowed = here.stream().map(Route::allowed).collect(Collectors.joining(", "));
        exchange.set("Allow", allowed);
        throw new Refusal(
                Refusal.METHOD_NOT_ALLOWED, "method: expected " + allowed + " here, got " + exchange.method());
    }
}
