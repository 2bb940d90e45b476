package org.instagan.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** A request and its one answer. */
public final class Exchange {
    public static final String ENDPOINT = "endpoint";
    public static final String OTHER = "other";
    /** How long a refused request may go on sending before it is answered all the same. */
    private static final long LINGER_MILLIS = 2000;
    /** Attributes of a request that its line in the log shows. */
    public static final List<String> LOGGED =
            List.of(ENDPOINT, "model", "id", "images", "instances", "width", "height", "error");

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final MemoryBudget.Share memory;
    private final BodyReader reader;
    private boolean bodyWanted;

    /** @param memory where its share comes from, which ends with it */
    public Exchange(Request request, Response response, Callback callback, MemoryBudget memory) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.memory = memory.open();
        this.reader = new BodyReader(request);
        whenDone(this.memory::close);
    }

    public String method() {
        return request.getMethod();
    }

    public String path() {
        return Request.getPathInContext(request);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    public List<String> accepted() {
        return request.getHeaders().getQualityCSV(HttpHeader.ACCEPT);
    }

    /** Adds a field to the request's line in the log. */
    public void note(String field, Object value) {
        request.setAttribute(field, value);
    }

    /** Runs when the answer is with the client, or cannot reach it any more. */
    public void whenDone(Runnable action) {
        Request.addCompletionListener(request, failure -> action.run());
    }

    /** When its first byte came, of {@link System#nanoTime}. */
    public long began() {
        return request.getBeginNanoTime();
    }

    /**
     * Reckons memory that it is about to take; given back when it is done.
     *
     * @throws Refusal when there is not as much
     */
    public void reserve(long bytes) {
        memory.add(bytes);
    }

    /** Has the action run when the client closes the connection before it has its answer. */
    public void whenGone(ClientWatch watch, Runnable action) {
        Object transport =
                request.getConnectionMetaData().getConnection().getEndPoint().getTransport();
        if (transport instanceof SocketChannel channel) {
            whenDone(watch.watch(channel, action)::end);
        }
    }

    /**
     * The whole body, once it is there; fails with a {@link Refusal} when it breaks the rules or ends early.
     *
     * @throws Refusal when its head says that it cannot be taken
     */
    public CompletableFuture<byte[]> body(BodyRules rules) {
        String coding = header("Content-Encoding").orElse("identity");
        if (!coding.equalsIgnoreCase("identity")) {
            set("Accept-Encoding", "identity");
            throw new Refusal(Refusal.UNSUPPORTED, "Content-Encoding: expected identity, got " + coding);
        }
        if (request.getLength() > rules.limit()) {
            throw rules.tooLarge("got " + request.getLength());
        }
        bodyWanted = true;
        return new BodyCollector(reader, rules, memory, request.getComponents().getScheduler()).collect();
    }

    public void json(int status, JsonNode node) {
        send(status, "application/json", node.toString().getBytes(StandardCharsets.UTF_8));
    }

    public void send(int status, String type, byte[] body) {
        send(status, type, body, callback);
    }

    private void send(int status, String type, byte[] body, Callback then) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), then);
    }

    public void set(String header, String value) {
        response.getHeaders().put(header, value);
    }

    /**
     * Answers with an error. Closing a connection on a client that still sends would lose the answer: a body that is
     * short is taken in first, any other for a moment after the answer.
     *
     * @param most bytes of a body that are worth waiting for
     */
    public void refuse(Refusal refusal, long most) {
        note("error", refusal.getMessage());
        if (refusal.status() == Refusal.UNAVAILABLE) {
            set("Retry-After", "1");
        }
        boolean bodiless = request.getLength() == 0
                || (request.getLength() < 0 && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING));
        boolean notSent = request.getHeaders().contains(HttpHeader.EXPECT) && !bodyWanted;
        if (bodiless || notSent || reader.isWhole()) {
            error(refusal, callback);
        } else if (request.getLength() > 0 && request.getLength() <= most) {
            refuseAfterBody(refusal);
        } else {
            refuseBeforeBody(refusal, most);
        }
    }

    private void refuseAfterBody(Refusal refusal) {
        var unused = discard(Long.MAX_VALUE).whenComplete((all, failure) -> {
            reader.stop();
            if (failure != null) {
                set("Connection", "close");
            }
            error(refusal, callback);
        });
    }

    private void refuseBeforeBody(Refusal refusal, long most) {
        set("Connection", "close");
        Callback written = Callback.from(() -> closeAfter(discard(most)), callback::failed);
        error(refusal, written);
    }

    private void closeAfter(CompletableFuture<Void> rest) {
        var unused = rest.whenComplete((all, failure) -> {
            reader.stop();
            callback.succeeded();
        });
    }

    private CompletableFuture<Void> discard(long most) {
        AtomicLong taken = new AtomicLong();
        return reader.read(part -> {
                    if (taken.addAndGet(part.remaining()) > most) {
                        throw new IllegalStateException("more than is waited for");
                    }
                })
                .orTimeout(LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void error(Refusal refusal, Callback then) {
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("error", refusal.getMessage())
                .toString();
        send(refusal.status(), "application/json", body.getBytes(StandardCharsets.UTF_8), then);
    }

    /** Jetty's own complaint about a request, before it came to a handler or instead of one. */
    public static boolean unreadable(Request request, Response response, Callback callback) {
        Object problem = request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
        String reason = problem instanceof HttpException http && http.getReason() != null
                ? http.getReason()
                : HttpStatus.getMessage(response.getStatus());
        String where = response.getStatus() < Refusal.INTERNAL ? "request: " : "server: ";
        new Exchange(request, response, callback, new MemoryBudget(0))
                .error(new Refusal(response.getStatus(), where + reason), callback);
        return true;
    }
}
