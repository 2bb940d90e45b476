package org.instagan.model.instagan;

/** What fixes the networks and the losses; the defaults are the authors'. */
public record Architecture(
        Networks networks,
        int generatorFilters,
        int discriminatorFilters,
        boolean leastSquares,
        double lambdaA,
        double lambdaB,
        double lambdaIdentity,
        double lambdaContext,
        int instancesPerStep) {
    /** InstaGAN's own networks. */
    public Architecture(
            int generatorFilters,
            int discriminatorFilters,
            boolean leastSquares,
            double lambdaA,
            double lambdaB,
            double lambdaIdentity,
            double lambdaContext,
            int instancesPerStep) {
        this(
                Networks.SET,
                generatorFilters,
                discriminatorFilters,
                leastSquares,
                lambdaA,
                lambdaB,
                lambdaIdentity,
                lambdaContext,
                instancesPerStep);
    }
}
