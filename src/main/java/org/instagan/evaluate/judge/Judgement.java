package org.instagan.evaluate.judge;

import java.util.List;
import java.util.OptionalDouble;

/**
 * One picture's figures. Colours are levels of 255.
 *
 * @param instances that were not empty
 * @param contextPsnr dB, outside the source's and the translated masks, over three channels
 * @param contextSsim of the picture and its translation, that of the masks' pixels taken from the source
 * @param meanShift by how much the mean of each channel moved there: red, green, blue
 * @param cycleError mean absolute difference to the picture that came back; empty without the other generator
 * @param cycleIou mean over the instances of the masks that came back against the source's; likewise
 * @param identityError mean absolute difference of what the other generator makes of the picture; likewise
 * @param areaRatios of each translated mask to its source's
 * @param parts mean number of connected parts of a translated mask that is there
 * @param holes mean number of holes of one
 * @param kept instances whose translated mask has at least a tenth of its source's pixels
 * @param truthIou mean over the instances of the translated masks against the truth's; empty without one
 */
public record Judgement(
        String name,
        int instances,
        double contextPsnr,
        double contextSsim,
        double[] meanShift,
        OptionalDouble cycleError,
        OptionalDouble cycleIou,
        OptionalDouble identityError,
        List<Double> areaRatios,
        double parts,
        double holes,
        int kept,
        OptionalDouble truthIou) {
    public Judgement {
        areaRatios = List.copyOf(areaRatios);
    }
}
