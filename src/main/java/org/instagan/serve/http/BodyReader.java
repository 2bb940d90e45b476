package org.instagan.serve.http;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Takes a request's body in as it comes, without a thread that waits for it. A request has one reader at most. */
final class BodyReader {
    private final Request request;
    private Consumer<ByteBuffer> sink = part -> {};
    private CompletableFuture<Void> end = new CompletableFuture<>();
    private boolean demanded;
    private boolean whole;
    private boolean stopped;

    BodyReader(Request request) {
        this.request = request;
    }

    /**
     * Reads on until the body ends; may be called again when that failed, for the rest.
     *
     * @param to takes each part; what it throws is the end
     * @return done with the last part, or failed
     */
    CompletableFuture<Void> read(Consumer<ByteBuffer> to) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        boolean waits;
        synchronized (this) {
            sink = to;
            end = mine;
            waits = demanded;
        }
        if (!waits) {
            arrived();
        }
        return mine;
    }

    /** Ends the reading with this failure, where it has not ended yet. */
    void fail(Throwable why) {
        CompletableFuture<Void> current;
        synchronized (this) {
            current = end;
        }
        current.completeExceptionally(why);
    }

    /** Whether all of it has come. */
    synchronized boolean isWhole() {
        return whole;
    }

    /** From when this returns the request is not touched any more: what has been answered must not be read. */
    synchronized void stop() {
        stopped = true;
    }

    private void arrived() {
        CompletableFuture<Void> current;
        synchronized (this) {
            current = end;
        }
        try {
            if (takeAll(current)) {
                current.complete(null);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            current.completeExceptionally(e);
        }
    }

    /** Takes what is there; true with the last part. What waits for the end runs outside the lock. */
    private synchronized boolean takeAll(CompletableFuture<Void> current) {
        while (!whole && !stopped && !current.isDone()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                demanded = true;
                request.demand(this::demanded);
                return false;
            }
            if (Content.Chunk.isFailure(chunk)) {
                stopped = true;
                throw new Refusal(Refusal.BAD_REQUEST, "body: cannot be read, it ended early or is not valid HTTP");
            }
            whole = chunk.isLast();
            take(chunk);
        }
        return whole;
    }

    private void demanded() {
        synchronized (this) {
            demanded = false;
        }
        arrived();
    }

    private void take(Content.Chunk chunk) {
        try {
            sink.accept(chunk.getByteBuffer());
        } finally {
            chunk.release();
        }
    }
}
