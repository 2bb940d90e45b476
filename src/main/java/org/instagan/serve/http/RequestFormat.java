package org.instagan.serve.http;

import java.util.List;
import org.instagan.data.Sample;

/** How images come in a request and go out again. */
public interface RequestFormat {
    /**
     * Reads a request's images; reserves the memory that they take, until they have gone back.
     *
     * @param deadline by which it has to be done
     * @throws Refusal that names the field which is wrong
     */
    Call decode(Exchange exchange, byte[] body, Deadline deadline);

    /** One request, decoded. */
    interface Call {
        /** Its images, one at least, all of one size. */
        List<Sample> samples();

        /** @param translated in the order of {@link #samples} */
        Reply encode(List<Sample> translated);
    }
}
