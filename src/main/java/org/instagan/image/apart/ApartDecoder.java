package org.instagan.image.apart;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Timer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.instagan.image.Image;
import org.instagan.image.Size;
import org.instagan.image.apart.DecodingException.Why;

/**
 * Decodes pictures in other processes, each within a time and a heap that suffice for any ordinary picture; one that
 * breaks its process costs that picture alone. Processes are started when they are needed, and used again. Safe for
 * use by several threads.
 */
public final class ApartDecoder implements AutoCloseable {
    private static final int BASE_MILLIS = 2000;
    private static final int PIXELS_PER_MILLI = 500;
    private static final int BASE_HEAP_MIB = 64;
    /** As decoded, at most 16 bits in four channels, and as ours; each in two copies. */
    private static final int HEAP_BYTES_PER_PIXEL = 24;

    private final long maxPixels;
    private final Semaphore places;
    private final Deque<DecoderChild> idle = new ArrayDeque<>();
    private final Timer timer = new Timer("decoder-timer", true);
    private boolean closed;

    /**
     * Starts nothing yet.
     *
     * @param processes at most
     * @param maxPixels of a picture, width times height
     */
    public ApartDecoder(int processes, long maxPixels) {
        this.places = new Semaphore(processes, true);
        this.maxPixels = maxPixels;
    }

    /** Milliseconds that decoding one picture may take. */
    long millis() {
        return BASE_MILLIS + maxPixels / PIXELS_PER_MILLI;
    }

    /**
     * Decodes a picture.
     *
     * @param nanos to wait for a process and for the picture together
     * @param announced told the size that the picture's header claims, before it is decoded; what it throws is thrown
     *     here
     * @return with three channels or one
     * @throws DecodingException when it cannot be decoded, or not with what a picture of its size takes
     * @throws org.instagan.error.EnvironmentException when no process can be started
     */
    public Image read(Picture picture, long nanos, Consumer<Size> announced) {
        long end = System.nanoTime() + nanos;
        enter(picture, nanos);
        DecoderChild child = null;
        boolean whole = false;
        try {
            child = take();
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            Image image = child.read(picture, Math.max(1, Math.min(millis(), left)), announced);
            whole = true;
            return image;
        } catch (DecodingException e) {
            whole = e.why() == Why.WRONG || e.why() == Why.TOO_LARGE;
            throw e;
        } finally {
            give(child, whole);
            places.release();
        }
    }

    private void enter(Picture picture, long nanos) {
        try {
            if (!places.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                throw new DecodingException(Why.BUSY, picture.name() + ": no decoder was free in time, try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DecodingException(Why.BUSY, picture.name() + ": decoding it was interrupted");
        }
    }

    private DecoderChild take() {
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("ApartDecoder: is closed");
            }
            while (!idle.isEmpty()) {
                DecoderChild child = idle.pop();
                if (child.isAlive()) {
                    return child;
                }
                child.close();
            }
        }
        long heap = BASE_HEAP_MIB + ((maxPixels * HEAP_BYTES_PER_PIXEL) >> 20);
        return new DecoderChild(maxPixels, Math.toIntExact(heap), timer);
    }

    private synchronized void give(DecoderChild child, boolean whole) {
        if (child == null) {
            return;
        }
        if (whole && !closed) {
            idle.push(child);
        } else {
            child.close();
        }
    }

    /** Ends the processes; what they decode fails. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(DecoderChild::close);
        idle.clear();
        timer.cancel();
    }
}
