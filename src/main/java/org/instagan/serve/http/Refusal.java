package org.instagan.serve.http;

/** What a client did wrong, or what the server cannot do now: ends a request with a status and one line. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public static final int BAD_REQUEST = 400;
    public static final int UNAUTHORIZED = 401;
    public static final int FORBIDDEN = 403;
    public static final int NOT_FOUND = 404;
    public static final int METHOD_NOT_ALLOWED = 405;
    public static final int NOT_ACCEPTABLE = 406;
    static final int REQUEST_TIMEOUT = 408;
    public static final int CONFLICT = 409;
    public static final int TOO_LARGE = 413;
    static final int UNSUPPORTED = 415;
    public static final int UNPROCESSABLE = 422;
    /** Seen in the log and the metrics only, as elsewhere: nobody is there to read the answer. */
    public static final int CLIENT_GONE = 499;

    public static final int INTERNAL = 500;
    public static final int UNAVAILABLE = 503;
    static final int TIMEOUT = 504;

    /** Characters of a message: it may repeat what a client sent, of any length. */
    private static final int LONGEST = 400;

    private final int status;

    /** @param message names the field first: {@code image: expected …, got …} */
    public Refusal(int status, String message) {
        super(
                message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message,
                null,
                false,
                false); // an answer, not a fault: nobody reads its stack
        this.status = status;
    }

    public int status() {
        return status;
    }
}
