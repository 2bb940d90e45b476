package org.instagan.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root's mixin that gives every command {@code --verbose}. */
final class VerboseOption {
    static final String NAME = "--verbose";

    @Option(
            names = NAME,
            scope = ScopeType.INHERIT,
            description = "When something goes wrong, print the stack trace too.")
    private boolean verbose;

    boolean isVerbose() {
        return verbose;
    }
}
