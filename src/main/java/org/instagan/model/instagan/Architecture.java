package org.instagan.model.instagan;

/** What fixes the networks and the losses; the defaults are the authors'. */
public record Architecture(
        int generatorFilters,
        int discriminatorFilters,
        boolean leastSquares,
        double lambdaA,
        double lambdaB,
        double lambdaIdentity,
        double lambdaContext,
        int instancesPerStep) {}
