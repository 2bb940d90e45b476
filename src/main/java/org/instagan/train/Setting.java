package org.instagan.train;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a component of {@link RunConfig} means to the user, for the command line's help. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** What it is, in a line, for help. */
    String text();

    /** Its value where nothing is said, as in a file or on the command line. */
    String byDefault();

    /** Whether a run that goes on may have another value than it began with. */
    boolean changes() default false;
}
