package org.instagan.report;

/** Numbers of things in words. */
public final class Count {
    private Count() {}

    /** {@code 1 instance}, {@code 2 instances}. */
    public static String of(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }
}
