package org.instagan.bench;

import java.nio.file.Path;
import org.instagan.runtime.Backend;

/** What is measured: a model, the runtime that runs it, and which of its files. */
public record Subject(Path model, Backend backend, Backend.Form form) {

    /** As a user knows it. */
    public String label() {
        return model + ", " + backend.name() + ", " + form;
    }
}
