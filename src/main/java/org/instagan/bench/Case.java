package org.instagan.bench;

import java.util.List;
import org.instagan.engine.select.Backend;
import org.instagan.image.Size;

/**
 * One line of a report: what ran, and on what.
 *
 * @param model its path as it was given
 * @param runtime by its name
 * @param form {@code pieces} or {@code plain}
 * @param filters the generator's first width
 * @param precision what it computes in
 * @param insPer instances of a step
 * @param insBatch masks encoded at a time
 */
public record Case(
        String model,
        String runtime,
        String form,
        int filters,
        String precision,
        Size size,
        int batch,
        int instances,
        int insPer,
        int insBatch,
        int threads) {
    private static final String PIECES = Backend.Form.PIECES.toString();

    /** What is measured. */
    public String subject() {
        return model + ", " + runtime + ", " + form + (form.equals(PIECES) ? ", ins-batch " + insBatch : "");
    }

    /** Under which load. */
    public String load() {
        return size + ", batch " + batch + ", " + counted() + ", " + insPer + " at a time";
    }

    String counted() {
        return instances + (instances == 1 ? " instance" : " instances");
    }

    /** Whether the requests are the same. */
    boolean sameLoad(Case other) {
        return size.equals(other.size) && batch == other.batch && instances == other.instances;
    }

    /** What is looked at first in a table. */
    List<String> columns() {
        return List.of(subject(), size.toString(), Integer.toString(batch), Integer.toString(instances));
    }
}
