package org.instagan.serve.http;

import java.io.IOException;
import java.io.UncheckedIOException;
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
    private final Queue<Watched> changed = new ConcurrentLinkedQueue<>();

    /** Starts its thread, which alone touches the selector's keys. */
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

    /** A connection while one of its requests is computed. */
    final class Watched {
        private final SocketChannel channel;
        private final Runnable gone;
        private volatile boolean over;

        private Watched(SocketChannel channel, Runnable gone) {
            this.channel = channel;
            this.gone = gone;
        }

        /** The request has its answer: the connection is its server's alone again. */
        void end() {
            over = true;
            changed.add(this);
            selector.wakeup();
        }

        private void update() throws IOException {
            SelectionKey key = channel.keyFor(selector);
            if (!over) {
                register(key);
            } else if (key != null && key.attachment() == this) {
                key.cancel();
                selector.selectNow(ClientWatch::look); // lets go of it: a key keeps a closed channel's descriptor
            }
        }

        private void register(SelectionKey former) {
            try {
                if (former != null) {
                    former.attach(this); // of a request before, whose end is still to be told
                } else {
                    channel.register(selector, SelectionKey.OP_READ, this);
                }
            } catch (ClosedChannelException e) {
                gone.run();
            }
        }

        /** Readable, and nothing to read: the end of the stream. What a client sends ahead is left alone. */
        private void readable() {
            try {
                if (!over && channel.socket().getInputStream().available() == 0) {
                    gone.run();
                }
            } catch (IOException e) {
                gone.run();
            }
        }
    }

    /** Has the action run, once, when the client closes the connection; brief, on the watch's thread. */
    Watched watch(SocketChannel channel, Runnable gone) {
        Watched watched = new Watched(channel, gone);
        changed.add(watched);
        selector.wakeup();
        return watched;
    }

    private void loop() {
        try {
            while (selector.isOpen()) {
                selector.select(ClientWatch::look);
                selector.selectNow(ClientWatch::look); // a key that was cancelled is gone only after another selection
                for (Watched next = changed.poll(); next != null; next = changed.poll()) {
                    next.update();
                }
            }
        } catch (ClosedSelectorException e) {
            changed.clear(); // the end
        } catch (IOException e) {
            throw new UncheckedIOException("clients cannot be watched any more", e);
        }
    }

    private static void look(SelectionKey key) {
        ((Watched) key.attachment()).readable();
        key.cancel();
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
