package org.instagan.model.instagan;

/** What fixes the networks and the losses; the defaults are the authors'. */
public record Architecture(
        Networks networks,
        Initialization initialization,
        int generatorFilters,
        int discriminatorFilters,
        boolean leastSquares,
        double lambdaA,
        double lambdaB,
        double lambdaIdentity,
        double lambdaContext,
        int instancesPerStep) {
    /** InstaGAN's own networks, beginning as the authors'. */
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
                Initialization.USUAL,
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
