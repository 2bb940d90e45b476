package org.instagan.serve;

import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.instagan.error.InputException;
import org.instagan.translate.Translator;

/**
 * A model under its name. It can be reloaded while it serves: what runs then ends on the old translator, which
 * closes after the last of it.
 */
final class ServedModel implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final String name;
    private final Supplier<Translator> opener;
    private final Object opening = new Object();
    private Open current;

    /**
     * Opens the model.
     *
     * @param opener gives a translator that is closed here
     * @throws InputException when the name cannot stand in a URL, or as the opener does
     */
    ServedModel(String name, Supplier<Translator> opener) {
        if (!NAME.matcher(name).matches()) {
            throw new InputException("model name '" + name
                    + "': expected up to 64 letters, digits, '.', '_' and '-'; name it with NAME=FILE");
        }
        this.name = name;
        this.opener = opener;
        this.current = new Open(opener.get());
    }

    String name() {
        return name;
    }

    /** The translator of this moment, for as long as the lease is open. */
    synchronized Lease lease() {
        return new Lease(current);
    }

    /** What the translator of this moment says. */
    <T> T ask(Function<Translator, T> question) {
        try (Lease lease = lease()) {
            return question.apply(lease.translator());
        }
    }

    /** Reloads the model; when that fails, as the opener fails, nothing has changed. */
    void reload() {
        synchronized (opening) { // two at once would hold three models in memory
            Open fresh = new Open(opener.get());
            Open old;
            synchronized (this) {
                old = current;
                current = fresh;
            }
            old.release();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            current.release();
        }
    }

    /** A translator and its users; being the current one counts as a user. */
    private static final class Open {
        private final Translator translator;
        private int users = 1;

        Open(Translator translator) {
            this.translator = translator;
        }

        synchronized void use() {
            users++;
        }

        void release() {
            boolean last;
            synchronized (this) {
                last = --users == 0;
            }
            if (last) {
                translator.close();
            }
        }
    }

    /** The right to use a translator. */
    static final class Lease implements AutoCloseable {
        private final Open open;

        private Lease(Open open) {
            this.open = open;
            open.use();
        }

        Translator translator() {
            return open.translator;
        }

        @Override
        public void close() {
            open.release();
        }
    }
}
