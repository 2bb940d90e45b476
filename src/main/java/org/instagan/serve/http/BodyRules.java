package org.instagan.serve.http;

/**
 * What a body has to keep to.
 *
 * @param limit bytes
 * @param minRate bytes a second, on average after {@link #GRACE_SECONDS}
 * @param deadline by which it has to be there
 */
public record BodyRules(int limit, int minRate, Deadline deadline) {
    /** A connection that has just been opened may be slow. */
    static final int GRACE_SECONDS = 5;

    Refusal tooLarge(String got) {
        return new Refusal(Refusal.TOO_LARGE, "body: expected at most " + limit + " bytes, " + got);
    }

    Refusal late() {
        return new Refusal(
                Refusal.REQUEST_TIMEOUT, "body: did not arrive in whole within " + deadline.millis() + " ms");
    }

    Refusal slow() {
        return new Refusal(Refusal.REQUEST_TIMEOUT, "body: expected " + minRate + " bytes a second or more");
    }
}
