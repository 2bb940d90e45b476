package org.instagan.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
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
    private Optional<BodyReader> reader = Optional.empty();

    public Exchange(Request request, Response response, Callback callback) {
        this.request = request;
        this.response = response;
        this.callback = callback;
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

    /**
     * The whole body.
     *
     * @throws Refusal when it is larger than {@code limit}, slower than the deadline, or ends early
     */
    public byte[] body(int limit, Deadline deadline) {
        String coding = header("Content-Encoding").orElse("identity");
        if (!coding.equalsIgnoreCase("identity")) {
            set("Accept-Encoding", "identity");
            throw new Refusal(Refusal.UNSUPPORTED, "Content-Encoding: expected identity, got " + coding);
        }
        if (request.getLength() > limit) {
            throw tooLarge(limit, "got " + request.getLength());
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            read(part -> append(body, part, limit)).get(deadline.left(), TimeUnit.NANOSECONDS);
            return body.toByteArray();
        } catch (TimeoutException e) {
            throw new Refusal(
                    Refusal.REQUEST_TIMEOUT, "body: did not arrive in whole within " + deadline.millis() + " ms");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw new Refusal(Refusal.BAD_REQUEST, "body: cannot be read, it ended early or is not valid HTTP");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Refusal.UNAVAILABLE, "server: it was stopped before this request was done");
        }
    }

    private CompletableFuture<Void> read(Consumer<ByteBuffer> sink) {
        BodyReader body = new BodyReader(request, sink);
        reader = Optional.of(body);
        body.run();
        return body.end();
    }

    private static void append(ByteArrayOutputStream body, ByteBuffer part, int limit) {
        if (body.size() + part.remaining() > limit) {
            throw tooLarge(limit, "got more");
        }
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        body.writeBytes(bytes);
    }

    private static Refusal tooLarge(int limit, String got) {
        return new Refusal(Refusal.TOO_LARGE, "body: expected at most " + limit + " bytes, " + got);
    }

    public void json(int status, JsonNode node) {
        send(status, "application/json", node.toString().getBytes(StandardCharsets.UTF_8));
    }

    public void send(int status, String type, byte[] body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    public void set(String header, String value) {
        response.getHeaders().put(header, value);
    }

    /**
     * Answers with an error. What the client still sends is taken in first, for a moment and where it is not much:
     * closing the connection on it would lose the answer.
     *
     * @param most bytes of a body that are worth waiting for
     */
    public void refuse(Refusal refusal, long most) {
        note("error", refusal.getMessage());
        if (refusal.status() == Refusal.UNAVAILABLE) {
            set("Retry-After", "1");
        }
        boolean waits = request.getHeaders().contains(HttpHeader.EXPECT);
        boolean little = request.getLength() > 0 && request.getLength() <= most;
        CompletableFuture<Void> rest = reader.map(BodyReader::end)
                .orElseGet(() -> little && !waits ? read(part -> {}) : CompletableFuture.completedFuture(null));
        var unused = rest.orTimeout(LINGER_MILLIS, TimeUnit.MILLISECONDS).whenComplete((all, failure) -> {
            reader.ifPresent(BodyReader::stop);
            if (failure != null) {
                set("Connection", "close");
            }
            error(refusal);
        });
    }

    private void error(Refusal refusal) {
        json(refusal.status(), JsonNodeFactory.instance.objectNode().put("error", refusal.getMessage()));
    }

    /** Jetty's own complaint about a request, before it came to a handler or instead of one. */
    public static boolean unreadable(Request request, Response response, Callback callback) {
        Object problem = request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
        String reason = problem instanceof HttpException http && http.getReason() != null
                ? http.getReason()
                : "the server failed";
        String where = response.getStatus() < Refusal.INTERNAL ? "request: " : "server: ";
        new Exchange(request, response, callback).error(new Refusal(response.getStatus(), where + reason));
        return true;
    }
}
