package org.instagan.serve.http;

import java.util.List;
import java.util.Optional;
import org.instagan.error.InputException;

/** How to serve. */
public record ServerOptions(Listening listening, Batching batching, Limits limits, Load load) {
    /** @throws InputException when a number is out of range */
    public ServerOptions {
        if (3L * limits.maxPixels() * batching.maxImages() > Limits.MOST_FLOATS) {
            throw new InputException("max-batch " + batching.maxImages() + " with max-pixels " + limits.maxPixels()
                    + ": expected at most " + Limits.MOST_FLOATS + " values of one batch's images, lower one of them");
        }
    }

    public static ServerOptions defaults() {
        return new ServerOptions(Listening.defaults(), Batching.defaults(), Limits.defaults(), Load.defaults());
    }

    public ServerOptions with(Listening other) {
        return new ServerOptions(other, batching, limits, load);
    }

    public ServerOptions with(Batching other) {
        return new ServerOptions(listening, other, limits, load);
    }

    public ServerOptions with(Limits other) {
        return new ServerOptions(listening, batching, other, load);
    }

    public ServerOptions with(Load other) {
        return new ServerOptions(listening, batching, limits, other);
    }

    /**
     * Where, and for whom.
     *
     * @param host the address to listen on
     * @param port 0 for any that is free
     * @param names that clients may call the server by in {@code Host}, besides {@code host}; where there are none, any
     *     unless the address is a loopback one
     * @param token what clients have to show; empty: nothing
     */
    public record Listening(String host, int port, List<String> names, Optional<String> token) {
        public static final String DEFAULT_HOST = "127.0.0.1";
        public static final int DEFAULT_PORT = 8000;

        /** @throws InputException when a value is out of range */
        public Listening {
            require("port", port, 0, 65_535);
            names = List.copyOf(names);
            token.ifPresent(t -> {
                if (t.isBlank()) {
                    throw new InputException("token-file: expected a token, got an empty file");
                }
            });
        }

        public static Listening defaults() {
            return new Listening(DEFAULT_HOST, DEFAULT_PORT, List.of(), Optional.empty());
        }
    }

    /**
     * What requests share.
     *
     * @param maxImages of one batch
     * @param maxDelayMillis how long a request may wait for others to share its batch
     */
    public record Batching(int maxImages, int maxDelayMillis) {
        public static final int DEFAULT_MAX_IMAGES = 8;
        public static final int DEFAULT_MAX_DELAY_MILLIS = 5;

        /** @throws InputException when a number is out of range */
        public Batching {
            require("max-batch", maxImages, 1, 1024);
            require("max-delay-ms", maxDelayMillis, 0, 60_000);
        }

        public static Batching defaults() {
            return new Batching(DEFAULT_MAX_IMAGES, DEFAULT_MAX_DELAY_MILLIS);
        }
    }

    /**
     * What one request may ask for.
     *
     * @param maxBody bytes
     * @param maxPixels width times height, of all its images together
     * @param maxInstances masks, of all its images together
     * @param maxWork of all its images together: pixels times masks, an image without a mask counting as if it had one
     */
    public record Limits(int maxBody, int maxPixels, int maxInstances, long maxWork) {
        public static final int DEFAULT_MAX_BODY = 32 << 20;
        public static final int DEFAULT_MAX_PIXELS = 1 << 20;
        public static final int DEFAULT_MAX_INSTANCES = 64;
        public static final long DEFAULT_MAX_WORK = 8 << 20;
        /** A direct buffer of Java holds no more. */
        static final long MOST_FLOATS = Integer.MAX_VALUE / Float.BYTES;

        /** @throws InputException when a number is out of range */
        public Limits {
            require("max-body", maxBody, 1024, 1 << 30);
            require("max-pixels", maxPixels, 64, 100_000_000);
            require("max-instances", maxInstances, 1, 100_000);
            require("max-work", maxWork, 64, MOST_FLOATS);
        }

        public static Limits defaults() {
            return new Limits(DEFAULT_MAX_BODY, DEFAULT_MAX_PIXELS, DEFAULT_MAX_INSTANCES, DEFAULT_MAX_WORK);
        }

        /** @throws Refusal when the images of a request are more work than it may ask for */
        public void checkWork(long work) {
            if (work > maxWork) {
                throw new Refusal(
                        Refusal.UNPROCESSABLE,
                        "masks: expected at most " + maxWork + " pixels of an image times its masks, got " + work);
            }
        }
    }

    /**
     * What all requests may take together.
     *
     * @param queue requests that have arrived whole and are not answered yet; more are refused with 503
     * @param timeoutMillis from a request's first byte to its answer
     * @param minRate bytes a second at which a body has to come, on average after its first seconds
     * @param memory bytes on the heap of the requests that are inside, as they are reckoned before they are taken
     */
    public record Load(int queue, int timeoutMillis, int minRate, long memory) {
        public static final int DEFAULT_QUEUE = 64;
        public static final int DEFAULT_TIMEOUT_MILLIS = 30_000;
        public static final int DEFAULT_MIN_RATE = 4096;

        /** @throws InputException when a number is out of range */
        public Load {
            require("queue", queue, 1, 10_000);
            require("timeout-ms", timeoutMillis, 1, 3_600_000);
            require("min-rate", minRate, 0, 1 << 30);
            require("max-memory", memory, 1 << 20, Long.MAX_VALUE);
        }

        public static Load defaults() {
            return new Load(DEFAULT_QUEUE, DEFAULT_TIMEOUT_MILLIS, DEFAULT_MIN_RATE, halfOfTheHeap());
        }

        /** The default of {@code memory}: the other half is for the collector, and for what is not reckoned. */
        public static long halfOfTheHeap() {
            return Runtime.getRuntime().maxMemory() / 2;
        }
    }

    private static void require(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new InputException(option + ": expected " + least + " to " + most + ", got " + value);
        }
    }
}
