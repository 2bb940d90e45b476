package org.instagan.image.apart;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.instagan.error.EnvironmentException;
import org.instagan.image.Image;
import org.instagan.image.Size;
import org.instagan.image.apart.DecodingException.Why;
import org.instagan.platform.JavaProcess;

/** A {@link DecoderProcess} as its parent sees it; for one picture at a time. After a failure it is of no use. */
final class DecoderChild implements AutoCloseable {
    private static final long START_MILLIS = 60_000;

    private final Process process;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Timer timer;
    private volatile boolean late;

    /**
     * Starts it.
     *
     * @param timer ends it where it takes too long
     * @throws EnvironmentException when there can be no further process
     */
    DecoderChild(long maxPixels, int heapMib, Timer timer) {
        this.timer = timer;
        List<String> options = List.of(
                "-Xmx" + heapMib + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:+SuppressFatalErrorMessage", // no report in whatever folder the server runs in
                "-Djava.awt.headless=true");
        try {
            process = JavaProcess.of(DecoderProcess.class, options, List.of(Long.toString(maxPixels)))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new EnvironmentException("a process that decodes pictures cannot be started: " + e.getMessage(), e);
        }
        in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        awaitStart();
    }

    private void awaitStart() {
        TimerTask end = endAfter(START_MILLIS);
        try {
            in.readByte();
        } catch (IOException e) {
            close();
            throw new EnvironmentException("a process that decodes pictures does not start: " + e.getMessage(), e);
        } finally {
            end.cancel();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** @throws DecodingException as {@link ApartDecoder#read} says */
    Image read(Picture picture, long millis, Consumer<Size> announced) {
        TimerTask end = endAfter(millis);
        try {
            out.writeUTF(picture.name());
            out.writeBoolean(picture.rgb());
            out.writeInt(picture.bytes().length);
            out.write(picture.bytes());
            out.flush();
            return answer(picture, announced);
        } catch (IOException e) {
            throw broken(picture.name(), millis);
        } finally {
            end.cancel();
        }
    }

    private Image answer(Picture picture, Consumer<Size> announced) throws IOException {
        byte kind = in.readByte();
        if (kind == DecoderProcess.SIZE) {
            announced.accept(new Size(in.readInt(), in.readInt()));
            kind = in.readByte();
        }
        if (kind == DecoderProcess.PIXELS) {
            int width = in.readInt();
            int height = in.readInt();
            int channels = picture.rgb() ? 3 : 1;
            byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
            in.readFully(pixels);
            return new Image(width, height, channels, pixels);
        }
        throw new DecodingException(kind == DecoderProcess.TOO_LARGE ? Why.TOO_LARGE : Why.WRONG, in.readUTF());
    }

    private DecodingException broken(String name, long millis) {
        if (late) {
            return new DecodingException(
                    Why.TOO_COSTLY,
                    name + ": decoding it takes longer than " + millis + " ms, expected an ordinary image");
        }
        try {
            if (process.waitFor(1, TimeUnit.SECONDS) && process.exitValue() == JavaProcess.OUT_OF_MEMORY) {
                return new DecodingException(
                        Why.TOO_COSTLY,
                        name + ": decoding it takes more memory than its pixels explain, expected an"
                                + " ordinary image");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new DecodingException(Why.WRONG, name + ": the decoder broke down on it, expected an ordinary image");
    }

    private TimerTask endAfter(long millis) {
        TimerTask end = new TimerTask() {
            @Override
            public void run() {
                late = true;
                process.destroyForcibly();
            }
        };
        timer.schedule(end, millis);
        return end;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
