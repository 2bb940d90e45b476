package org.instagan.serve;

import java.util.List;
import org.instagan.data.Sample;
import org.instagan.serve.http.Deadline;
import org.instagan.serve.http.Exchange;
import org.instagan.serve.http.Refusal;
import org.instagan.serve.http.Reply;
import org.instagan.serve.http.RequestFormat;
import org.instagan.serve.http.ServerOptions;

/** A translation request from its arrival to its answer; the calling thread waits meanwhile. */
final class Pipeline {
    static final String TIMEOUT_HEADER = "X-Timeout-Ms";

    /** Tells a client that what it gets is not the networks' output alone. */
    static final String COMPOSITING_HEADER = "X-Compositing";

    private final ServerOptions options;
    private final Admission admission;
    private final Metrics metrics;

    Pipeline(ServerOptions options, Admission admission, Metrics metrics) {
        this.options = options;
        this.admission = admission;
        this.metrics = metrics;
    }

    /** @throws Refusal for whatever keeps the request from its result */
    void run(Exchange exchange, Lane lane, RequestFormat format) {
        Deadline deadline = deadline(exchange);
        Admission.Ticket ticket = admission.enter();
        exchange.whenDone(ticket::close);
        byte[] body = exchange.body(options.limits().maxBody(), deadline);
        long start = System.nanoTime();
        RequestFormat.Call call = format.decode(exchange, body);
        metrics.phase(lane.name(), Metrics.Stage.DECODE, System.nanoTime() - start);
        note(exchange, call.samples());
        List<Sample> translated = lane.translate(call.samples(), deadline);
        start = System.nanoTime();
        Reply reply = call.encode(translated);
        metrics.phase(lane.name(), Metrics.Stage.ENCODE, System.nanoTime() - start);
        reply.headers().forEach(exchange::set);
        if (lane.keepsBackground()) {
            exchange.set(COMPOSITING_HEADER, "keep-background");
        }
        exchange.send(200, reply.type(), reply.body());
    }

    private static void note(Exchange exchange, List<Sample> samples) {
        exchange.note("images", samples.size());
        exchange.note("instances", samples.stream().mapToInt(Sample::instances).sum());
        exchange.note("width", samples.get(0).image().shape()[2]);
        exchange.note("height", samples.get(0).image().shape()[1]);
    }

    /** The server's, or the client's where that is shorter. */
    private Deadline deadline(Exchange exchange) {
        return Deadline.in(exchange.header(TIMEOUT_HEADER)
                .map(text -> Math.min(options.timeoutMillis(), millis(text)))
                .orElse(options.timeoutMillis()));
    }

    private static int millis(String text) {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new Refusal(
                    Refusal.BAD_REQUEST, TIMEOUT_HEADER + ": expected milliseconds from 1, got '" + text + "'");
        }
        return Integer.parseInt(text);
    }
}
