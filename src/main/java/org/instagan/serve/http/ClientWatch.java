package org.instagan.serve.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Notices clients that close their connection while their request is computed, which Jetty does only once it writes.
 * A client that closes its sending half alone is taken for gone, as other servers do.
 */
public final class ClientWatch implements AutoCloseable {
    private final Selector selector;
    private final Queue<Watched> added = new ConcurrentLinkedQueue<>();

    /** Starts its thread. */
    public ClientWatch() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("clients cannot be watched", e);
        }
        Thread thread = new Thread(this::loop, "client-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** A connection, and what is to happen when its client is gone. */
    private record Watched(SocketChannel channel, Runnable gone) {}

    /** Has the action run, once, when the client closes the connection; brief, on the watch's thread. */
    void watch(SocketChannel channel, Runnable gone) {
        added.add(new Watched(channel, gone));
        selector.wakeup();
    }

    /** The connection is its server's alone again. */
    void forget(SocketChannel channel) {
        SelectionKey key = channel.keyFor(selector);
        if (key != null) {
            key.cancel();
            selector.wakeup(); // a key keeps a closed channel's descriptor until the next selection
        }
    }

    private void loop() {
        try {
            while (selector.isOpen()) {
                selector.select(ClientWatch::look);
                selector.selectNow(); // lets go of cancelled keys, so that a channel can be registered again
                for (Watched next = added.poll(); next != null; next = added.poll()) {
                    register(next);
                }
            }
        } catch (ClosedSelectorException e) {
            added.clear(); // the end
        } catch (IOException e) {
            throw new UncheckedIOException("clients cannot be watched any more", e);
        }
    }

    private void register(Watched next) {
        try {
            next.channel.register(selector, SelectionKey.OP_READ, next);
        } catch (ClosedChannelException | CancelledKeyException e) {
            next.gone.run();
        }
    }

    /** Readable, and there is nothing to read: the end of the stream. What a client sends ahead is left alone. */
    private static void look(SelectionKey key) {
        Watched watched = (Watched) key.attachment();
        boolean gone;
        try {
            gone = watched.channel.socket().getInputStream().available() == 0;
        } catch (IOException e) {
            gone = true;
        }
        key.cancel();
        if (gone) {
            watched.gone.run();
        }
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException("clients cannot be left alone", e);
        }
    }
}
