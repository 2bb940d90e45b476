package org.instagan.cli;

import org.instagan.error.InputException;
import picocli.CommandLine.Option;

/** How many threads compute; one mixin for every command that computes. */
final class ThreadsOption {
    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that compute (default: this machine's processors).")
    private Integer threads;

    int count() {
        if (threads == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (threads < 1) {
            throw new InputException("--threads: expected 1 or more, got " + threads);
        }
        return threads;
    }
}
