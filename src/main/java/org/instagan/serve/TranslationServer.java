package org.instagan.serve;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.instagan.error.InputException;
import org.instagan.image.apart.ApartDecoder;
import org.instagan.serve.http.ClientWatch;
import org.instagan.serve.http.Exchange;
import org.instagan.serve.http.MemoryBudget;
import org.instagan.serve.http.RequestFormat;
import org.instagan.serve.http.ServerOptions;
import org.instagan.serve.v2.TensorFormat;
import org.instagan.translate.Translator;

/** Models behind HTTP: the Open Inference Protocol, an endpoint for pictures, and a page to try them. */
public final class TranslationServer implements AutoCloseable {
    /** Of the connections; what takes long runs elsewhere. */
    private static final int THREADS = 32;

    /** Pictures decoded at a time; one takes a few milliseconds. */
    private static final int DECODERS = 2;

    private static final int IDLE_MILLIS = 30_000;
    /** What an answer may take on its way, after its deadline. */
    private static final int SLACK_MILLIS = 5_000;

    private final ServerOptions options;
    private final Metrics metrics = new Metrics();
    private final Admission admission;
    private final Lanes lanes;
    private final Server jetty;
    private final ServerConnector connector;
    private final Answers answers;
    private final ClientWatch clients;
    private final MemoryBudget memory;
    private final ApartDecoder decoder;
    private final AtomicBoolean closing = new AtomicBoolean();

    private TranslationServer(Map<String, List<Supplier<Translator>>> models, ServerOptions options, PrintStream out) {
        this.options = options;
        this.admission = new Admission(options.load().queue());
        this.memory = new MemoryBudget(options.load().memory());
        EventLog log = new EventLog(out, metrics);
        this.lanes = Lanes.open(models, options, metrics, log);
        metrics.inFlight(admission::inside);
        metrics.memory(memory::taken);
        this.clients = new ClientWatch();
        this.decoder = new ApartDecoder(DECODERS, options.limits().maxPixels());
        this.answers = new Answers(log, 4L * options.limits().maxBody());
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("http");
        this.jetty = new Server(threads);
        this.connector = connector();
        jetty.addConnector(connector);
        jetty.setRequestLog(log);
        jetty.setErrorHandler(Exchange::unreadable);
        jetty.setHandler(new Router(routes(), new Guard(options.listening()), answers, memory));
    }

    /**
     * Opens the models and starts listening.
     *
     * @param models by name: what opens it on each device that it is served on, once now and once for every load;
     *     translators are closed here
     * @param log takes the access log; not closed here
     * @throws InputException when a model cannot be opened or the address cannot be listened on
     */
    public static TranslationServer start(
            Map<String, List<Supplier<Translator>>> models, ServerOptions options, PrintStream log) {
        TranslationServer server = new TranslationServer(models, options, log);
        try {
            server.jetty.start();
            return server;
        } catch (IOException e) {
            server.close();
            throw new InputException(
                    options.listening().host() + ":" + options.listening().port() + ": cannot be listened on ("
                            + e.getMessage() + "), name another --host or --port",
                    e);
        } catch (Exception e) {
            server.close();
            throw new IllegalStateException("The HTTP server does not start", e);
        }
    }

    private ServerConnector connector() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector listening = new ServerConnector(jetty, new HttpConnectionFactory(http));
        listening.setHost(options.listening().host());
        listening.setPort(options.listening().port());
        // Nothing passes over a connection while its request is computed.
        listening.setIdleTimeout(options.load().timeoutMillis() + (long) IDLE_MILLIS);
        return listening;
    }

    private List<Route> routes() {
        Pipeline pipeline = new Pipeline(options, admission, metrics, answers, clients);
        List<Route> routes = new ArrayList<>(new Description(lanes, admission, metrics, answers).routes());
        routes.add(Route.ofVersion(
                "POST",
                "/v2/models/NAME/infer",
                lanes,
                (x, lane) -> pipeline.run(x, lane, new TensorFormat(lane.name(), options))));
        RequestFormat pictures = new PictureFormat(options.limits(), decoder);
        routes.add(Route.ofModel("POST", "/translate/NAME", lanes, (x, lane) -> pipeline.run(x, lane, pictures)));
        return routes;
    }

    /** Where it listens. */
    public URI address() {
        String name = options.listening().host();
        String host = name.contains(":") ? "[" + name + "]" : name;
        return URI.create("http://" + host + ":" + connector.getLocalPort());
    }

    /** Waits until the server has been closed. */
    public void join() throws InterruptedException {
        jetty.join();
    }

    /**
     * Takes no more requests in, answers those that are, and stops. Requests that have no answer by their deadline are
     * given up; work that does not stop then is left behind. Idempotent.
     */
    @Override
    public void close() {
        if (closing.getAndSet(true)) {
            return;
        }
        admission.drain();
        try {
            if (!admission.awaitEmpty(options.load().timeoutMillis() + SLACK_MILLIS)) {
                lanes.abort();
                admission.awaitEmpty(SLACK_MILLIS);
            }
            jetty.stop();
            lanes.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("The HTTP server does not stop", e);
        } finally {
            answers.close();
            decoder.close();
            clients.close();
            metrics.close();
        }
    }
}
