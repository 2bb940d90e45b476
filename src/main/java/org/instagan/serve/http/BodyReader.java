package org.instagan.serve.http;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** Takes a request's body in as it comes, until it ends or is stopped. A request has one reader at most. */
final class BodyReader implements Runnable {
    private final Request request;
    private final Consumer<ByteBuffer> sink;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private boolean stopped;

    /** @param sink takes each part; what it throws is the end */
    BodyReader(Request request, Consumer<ByteBuffer> sink) {
        this.request = request;
        this.sink = sink;
    }

    /** Done with the last part, or failed. */
    CompletableFuture<Void> end() {
        return end;
    }

    /** Reads what has arrived; Jetty calls it again for what arrives later. */
    @Override
    public synchronized void run() {
        try {
            while (!stopped && !end.isDone()) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                take(chunk);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            end.completeExceptionally(e);
        }
    }

    private void take(Content.Chunk chunk) {
        if (Content.Chunk.isFailure(chunk)) {
            end.completeExceptionally(chunk.getFailure());
            return;
        }
        try {
            sink.accept(chunk.getByteBuffer());
        } finally {
            chunk.release();
        }
        if (chunk.isLast()) {
            end.complete(null);
        }
    }

    /** From when this returns the request is not touched any more: what has been answered must not be read. */
    synchronized void stop() {
        stopped = true;
    }
}
