package org.instagan.cli;

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
        return NumberCheck.within("--threads", threads, 1, 1024);
    }
}
