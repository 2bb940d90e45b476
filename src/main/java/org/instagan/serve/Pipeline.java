package org.instagan.serve;

import java.util.List;
import org.instagan.data.Sample;
import org.instagan.serve.http.BodyRules;
import org.instagan.serve.http.ClientWatch;
import org.instagan.serve.http.Deadline;
import org.instagan.serve.http.Exchange;
import org.instagan.serve.http.Refusal;
import org.instagan.serve.http.Reply;
import org.instagan.serve.http.RequestFormat;
import org.instagan.serve.http.ServerOptions;

/**
 * A translation request from its arrival to its answer. Its body comes in without a place in the queue or a thread;
 * then it has both, until it is answered.
 */
final class Pipeline {
    static final String TIMEOUT_HEADER = "X-Timeout-Ms";

    /** Tells a client that what it gets is not the networks' output alone. */
    static final String COMPOSITING_HEADER = "X-Compositing";

    private final ServerOptions options;
    private final Admission admission;
    private final Metrics metrics;
    private final Answers answers;
    private final ClientWatch clients;

    Pipeline(ServerOptions options, Admission admission, Metrics metrics, Answers answers, ClientWatch clients) {
        this.options = options;
        this.admission = admission;
        this.metrics = metrics;
        this.answers = answers;
        this.clients = clients;
    }

    /** @throws Refusal for what can be told from the request's head */
    void run(Exchange exchange, Lane lane, RequestFormat format) {
        Deadline deadline = deadline(exchange);
        admission.checkOpen();
        BodyRules rules =
                new BodyRules(options.limits().maxBody(), options.load().minRate(), deadline);
        var unused = exchange.body(rules)
                .whenComplete((body, failure) -> answers.later(
                        exchange, () -> answer(exchange, lane, format, Answers.of(body, failure), deadline)));
    }

    private void answer(Exchange exchange, Lane lane, RequestFormat format, byte[] body, Deadline deadline) {
        Admission.Ticket ticket = admission.enter();
        exchange.whenDone(ticket::close);
        long start = System.nanoTime();
        RequestFormat.Call call = format.decode(exchange, body, deadline);
        metrics.phase(lane.name(), Metrics.Stage.DECODE, System.nanoTime() - start);
        note(exchange, call.samples());
        deadline.check();
        Job job = new Job(call.samples());
        exchange.whenGone(clients, job::abandon);
        List<Sample> translated = lane.translate(job, deadline);
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

    /** The server's, or the client's where that is shorter; from the request's first byte on. */
    private Deadline deadline(Exchange exchange) {
        int most = options.load().timeoutMillis();
        return Deadline.after(
                exchange.began(),
                exchange.header(TIMEOUT_HEADER)
                        .map(text -> Math.min(most, millis(text)))
                        .orElse(most));
    }

    private static int millis(String text) {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new Refusal(
                    Refusal.BAD_REQUEST, TIMEOUT_HEADER + ": expected milliseconds from 1, got '" + text + "'");
        }
        return Integer.parseInt(text);
    }
}
