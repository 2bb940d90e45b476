package org.instagan.serve.http;

import java.util.List;
import org.instagan.data.Sample;

/** How images come in a request and go out again. */
public interface RequestFormat {
    /** @throws Refusal that names the field which is wrong */
    Call decode(Exchange exchange, byte[] body);

    /** One request, decoded. */
    interface Call {
        /** Its images, one at least, all of one size. */
        List<Sample> samples();

        /** @param translated in the order of {@link #samples} */
        Reply encode(List<Sample> translated);
    }
}
