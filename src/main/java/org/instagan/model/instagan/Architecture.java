package org.instagan.model.instagan;

import org.instagan.model.layer.Design;

/**
 * What fixes the networks and the losses; the defaults are the authors'.
 *
 * @param networks what translates
 * @param judges what judges: of the same kind, or CycleGAN's over the image alone
 */
public record Architecture(
        Networks networks,
        Networks judges,
        Design design,
        Initialization initialization,
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
                Networks.SET,
                Design.usual(generatorFilters, discriminatorFilters),
                Initialization.USUAL,
                leastSquares,
                lambdaA,
                lambdaB,
                lambdaIdentity,
                lambdaContext,
                instancesPerStep);
    }
}
