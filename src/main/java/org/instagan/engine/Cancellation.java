package org.instagan.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Ends work that nobody waits for any more: between two steps, and on ONNX Runtime between two nodes of a graph. Once
 * cancelled it stays so. Safe for use by several threads.
 */
public final class Cancellation {
    private final List<Hook> hooks = new ArrayList<>();
    private boolean cancelled;

    /** Idempotent; returns when every hook has run. */
    public synchronized void cancel() {
        if (!cancelled) {
            cancelled = true;
            hooks.forEach(hook -> hook.action.run());
        }
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /** @throws CancellationException once cancelled */
    public void check() {
        if (isCancelled()) {
            throw new CancellationException("nobody waits for the result any more");
        }
    }

    /**
     * Has the action run when this is cancelled, at once where it is already.
     *
     * @param action brief; not run any more once the hook is closed
     */
    public synchronized Hook onCancel(Runnable action) {
        Hook hook = new Hook(action);
        hooks.add(hook);
        if (cancelled) {
            action.run();
        }
        return hook;
    }

    /** An action that is to run. */
    public final class Hook {
        private final Runnable action;

        private Hook(Runnable action) {
            this.action = action;
        }

        /** The action does not run any more from when this returns. */
        public void close() {
            synchronized (Cancellation.this) {
                hooks.remove(this);
            }
        }
    }
}
