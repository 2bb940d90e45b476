package org.instagan.image.apart;

/** Why a picture was not decoded, in one line that begins with its name. */
public final class DecodingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Why why;

    /** Whose fault it is. */
    public enum Why {
        /** The picture is none, or damaged. */
        WRONG,
        /** It has more pixels than it may. */
        TOO_LARGE,
        /** It takes more time or memory than pictures do. */
        TOO_COSTLY,
        /** There was no decoder for it in time. */
        BUSY
    }

    DecodingException(Why why, String message) {
        super(message);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
