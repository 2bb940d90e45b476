package org.instagan.serve.http;

import java.util.Optional;
import org.instagan.error.InputException;

/**
 * How to serve.
 *
 * @param host the address to listen on
 * @param port 0 for any that is free
 * @param maxBatch images of one batch
 * @param maxDelayMillis how long a request may wait for others to share its batch
 * @param queue requests taken in and not answered yet; more are refused with 503
 * @param timeoutMillis from a request's arrival to its answer
 * @param token what clients have to show; empty: nothing
 */
public record ServerOptions(
        String host,
        int port,
        int maxBatch,
        int maxDelayMillis,
        int queue,
        int timeoutMillis,
        Limits limits,
        Optional<String> token) {

    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 8000;
    public static final int DEFAULT_MAX_BATCH = 8;
    public static final int DEFAULT_MAX_DELAY_MILLIS = 5;
    public static final int DEFAULT_QUEUE = 64;
    public static final int DEFAULT_TIMEOUT_MILLIS = 30_000;

    /** @throws InputException when a number is out of range */
    public ServerOptions {
        require("port", port, 0, 65_535);
        require("max-batch", maxBatch, 1, 1024);
        require("max-delay-ms", maxDelayMillis, 0, 60_000);
        require("queue", queue, 1, 10_000);
        require("timeout-ms", timeoutMillis, 1, 3_600_000);
        if (3L * maxBatch * limits.maxPixels() > Limits.MOST_FLOATS) {
            throw new InputException("max-batch " + maxBatch + " with max-pixels " + limits.maxPixels()
                    + ": expected at most " + Limits.MOST_FLOATS + " values of one batch's images, lower one of them");
        }
        token.ifPresent(t -> {
            if (t.isBlank()) {
                throw new InputException("token-file: expected a token, got an empty file");
            }
        });
    }

    public static ServerOptions defaults() {
        return new ServerOptions(
                DEFAULT_HOST,
                DEFAULT_PORT,
                DEFAULT_MAX_BATCH,
                DEFAULT_MAX_DELAY_MILLIS,
                DEFAULT_QUEUE,
                DEFAULT_TIMEOUT_MILLIS,
                Limits.defaults(),
                Optional.empty());
    }

    /**
     * What one request may ask for.
     *
     * @param maxBody bytes
     * @param maxPixels of an image, width times height
     * @param maxInstances masks, of all its images together
     */
    public record Limits(int maxBody, int maxPixels, int maxInstances) {
        public static final int DEFAULT_MAX_BODY = 32 << 20;
        public static final int DEFAULT_MAX_PIXELS = 1 << 20;
        public static final int DEFAULT_MAX_INSTANCES = 64;
        /** A direct buffer of Java holds no more. */
        static final long MOST_FLOATS = Integer.MAX_VALUE / Float.BYTES;

        /** @throws InputException when a number is out of range */
        public Limits {
            require("max-body", maxBody, 1024, 1 << 30);
            require("max-pixels", maxPixels, 64, 100_000_000);
            require("max-instances", maxInstances, 1, 100_000);
            if ((long) maxPixels * maxInstances > MOST_FLOATS) {
                throw new InputException("max-pixels " + maxPixels + " with max-instances " + maxInstances
                        + ": expected at most " + MOST_FLOATS + " values of one request's masks, lower one of them");
            }
        }

        public static Limits defaults() {
            return new Limits(DEFAULT_MAX_BODY, DEFAULT_MAX_PIXELS, DEFAULT_MAX_INSTANCES);
        }
    }

    private static void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InputException(option + ": expected " + least + " to " + most + ", got " + value);
        }
    }
}
