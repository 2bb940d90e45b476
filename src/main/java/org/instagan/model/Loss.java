package org.instagan.model;

import java.util.Optional;

/**
 * A loss of a family, under its one name: of the graph's output, of the column in {@code losses.csv}, in plots and
 * progress.
 *
 * @param name such as {@code A.cycle}
 * @param kind what it is for
 * @param domain whose images it starts from, and which must take part in a step for it to exist; empty for the total
 * @param weight by which the graph has multiplied it already
 * @param meaning in a line
 */
public record Loss(String name, Kind kind, Optional<Domain> domain, double weight, String meaning) {
    /** What a loss is for. */
    public enum Kind {
        /** The sum of the generators' losses, made of the others. */
        TOTAL,
        /** What a discriminator's update descends. */
        DISCRIMINATOR,
        /** A generator's, of what a discriminator says. */
        ADVERSARIAL,
        /** A generator's, of how far images and masks are apart. */
        DISTANCE;

        /** Whether the generators' update descends it. */
        public boolean isGenerators() {
            return this == ADVERSARIAL || this == DISTANCE;
        }
    }
}
