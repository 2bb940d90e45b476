package org.instagan.bench;

import java.nio.file.Path;
import org.instagan.engine.select.Backend;

/**
 * What is measured: a model, the runtime that runs it, and which of its files.
 *
 * @param insBatch masks encoded at a time, or 0: the engine's choice; the plain file encodes each step's own
 */
public record Subject(Path model, Backend backend, Backend.Form form, int insBatch) {

    /** As a user knows it. */
    public String label() {
        return model + ", " + backend.name() + ", " + form;
    }
}
