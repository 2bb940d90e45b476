package org.instagan.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.instagan.serve.http.Exchange;

/** One line of JSON for every request, and one for every failure of the server's own, with its stack. */
final class EventLog implements RequestLog {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String INDESCRIBABLE =
            "{\"event\":\"failure\",\"error\":\"a failure that could not be described\"}";

    private final PrintStream out;
    private final Metrics metrics;

    /** @param out not closed here */
    EventLog(PrintStream out, Metrics metrics) {
        this.out = out;
        this.metrics = metrics;
    }

    @Override
    public void log(Request request, Response response) {
        long nanos = System.nanoTime() - request.getBeginNanoTime();
        Object endpoint = request.getAttribute(Exchange.ENDPOINT);
        metrics.answered(endpoint == null ? Exchange.OTHER : endpoint.toString(), response.getStatus(), nanos);
        ObjectNode line = line("request")
                .put("remote", Request.getRemoteAddr(request))
                .put("method", request.getMethod())
                .put("path", request.getHttpURI().getPath())
                .put("status", response.getStatus())
                .put("bytes_in", Request.getContentBytesRead(request))
                .put("bytes_out", Response.getContentBytesWritten(response))
                .put("ms", TimeUnit.NANOSECONDS.toMicros(nanos) / 1e3);
        for (String field : Exchange.LOGGED) {
            if (request.getAttribute(field) != null) {
                line.putPOJO(field, request.getAttribute(field));
            }
        }
        print(line);
    }

    /** Says that something failed, even where there is no memory left to say what. */
    void failure(String where, Throwable problem) {
        try {
            describe(where, problem);
        } catch (RuntimeException | Error e) {
            out.println(INDESCRIBABLE);
        }
    }

    private void describe(String where, Throwable problem) {
        StringWriter trace = new StringWriter();
        problem.printStackTrace(new PrintWriter(trace));
        print(line("failure")
                .put("where", where)
                .put("error", problem.toString())
                .put("trace", trace.toString()));
    }

    private static ObjectNode line(String event) {
        return MAPPER.createObjectNode().put("time", Instant.now().toString()).put("event", event);
    }

    private void print(ObjectNode line) {
        try {
            out.println(MAPPER.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always JSON", e);
        }
    }
}
