package org.instagan.evaluate;

/**
 * What translations of images with a known truth came to.
 *
 * @param backgroundPsnr in dB, outside the source's masks and the truth's, over all images
 * @param maskIou mean over the instances: the translated mask against the truth's, 0..1
 * @param imageIou mean over the images: the pixels that show the target domain against the truth's masks, 0..1
 * @param instances in all images
 * @param kept instances that the image shows: at least half of the pixels of the truth's mask
 */
public record Scores(double backgroundPsnr, double maskIou, double imageIou, int instances, int kept) {

    /** Instances kept, 0..1. */
    public double keptShare() {
        return (double) kept / instances;
    }

    /** Of both: instances are added up, the other figures are means. */
    public Scores and(Scores other) {
        return new Scores(
                (backgroundPsnr + other.backgroundPsnr) / 2,
                (maskIou + other.maskIou) / 2,
                (imageIou + other.imageIou) / 2,
                instances + other.instances,
                kept + other.kept);
    }

    /** Whether each figure reaches at least this; the image's overlap is not asked for. */
    public boolean reaches(double leastPsnr, double leastMaskIou, double leastKeptShare) {
        return backgroundPsnr >= leastPsnr && maskIou >= leastMaskIou && keptShare() >= leastKeptShare;
    }
}
