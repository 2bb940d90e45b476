package org.instagan.translate;

import org.instagan.data.Instances;
import org.instagan.data.Sample;

/**
 * A picture on its way through a translation: as it was read, and as the networks take it. The command, the server, the
 * benchmark and the Java API all go this way: {@link Fit#of}, {@link Translator}, {@link #back}.
 *
 * @param source as it was read
 * @param sample {@code [3,H,W]} with its masks, H and W multiples of 4
 * @param fit how the one became the other
 */
public record Fitted(Instances source, Sample sample, Fit fit) {

    /** What the networks made of the sample, as 8-bit pictures, in the source's size where it was only padded. */
    public Instances back(Sample translated) {
        return fit.out(translated, source).toInstances();
    }
}
