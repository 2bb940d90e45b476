package org.instagan.image.apart;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.image.Size;

/**
 * The other process: decodes what comes in at its input until that ends. A request is {@code name, rgb, length, bytes};
 * an answer is a {@link #SIZE} with width and height and then {@link #PIXELS}, or a text that says why there are none.
 */
final class DecoderProcess {
    static final byte READY = 0;
    static final byte SIZE = 1;
    static final byte PIXELS = 2;
    static final byte WRONG = 3;
    static final byte TOO_LARGE = 4;

    private final DataInputStream in;
    private final DataOutputStream out;
    private final long maxPixels;

    private DecoderProcess(InputStream in, OutputStream out, long maxPixels) {
        this.in = new DataInputStream(new BufferedInputStream(in));
        this.out = new DataOutputStream(new BufferedOutputStream(out));
        this.maxPixels = maxPixels;
    }

    /** @param args the pixels that a picture may have */
    public static void main(String[] args) throws IOException {
        OutputStream answers = System.out;
        System.setOut(System.err); // whatever a library prints is no answer
        new DecoderProcess(System.in, answers, Long.parseLong(args[0])).run();
    }

    private void run() throws IOException {
        out.writeByte(READY);
        out.flush();
        while (true) {
            String name;
            try {
                name = in.readUTF();
            } catch (EOFException e) {
                return; // nobody asks any more
            }
            boolean rgb = in.readBoolean();
            byte[] bytes = in.readNBytes(in.readInt());
            answer(new Picture(name, bytes, rgb));
            out.flush();
        }
    }

    private void answer(Picture picture) throws IOException {
        Image image;
        try {
            Size size = Images.size(picture.name(), picture.bytes());
            if ((long) size.width() * size.height() > maxPixels) {
                text(TOO_LARGE, picture.name() + ": expected at most " + maxPixels + " pixels, got " + size);
                return;
            }
            out.writeByte(SIZE);
            out.writeInt(size.width());
            out.writeInt(size.height());
            out.flush();
            image = picture.rgb()
                    ? Images.readRgb(picture.name(), picture.bytes(), maxPixels)
                    : Images.readGray(picture.name(), picture.bytes(), maxPixels);
        } catch (InputException e) {
            text(WRONG, e.getMessage());
            return;
        }
        out.writeByte(PIXELS);
        out.writeInt(image.width());
        out.writeInt(image.height());
        out.write(image.pixels());
    }

    private void text(byte kind, String text) throws IOException {
        out.writeByte(kind);
        out.writeUTF(text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text);
    }

    private static final int MAX_TEXT = 1000;
}
