package org.instagan.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.instagan.error.InputException;

/** What decoders do not tell of a file: that it is cut, or was damaged on its way. */
final class Completeness {
    private static final int PNG_SIGNATURE = 8;
    private static final int LENGTH_AND_TYPE = 8;
    private static final int RIFF_HEADER = 12;

    private final String name;
    private final ByteBuffer bytes;

    private Completeness(String name, byte[] bytes) {
        this.name = name;
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /** @throws InputException when a chunk's CRC is another (PNG specification, 5.3), or there is no IEND */
    static void checkPng(String name, byte[] bytes) {
        new Completeness(name, bytes).guarded(Completeness::png);
    }

    /** @throws InputException when there is no EOI behind the scans (ITU T.81, B.1.1.3) */
    static void checkJpeg(String name, byte[] bytes) {
        new Completeness(name, bytes).guarded(Completeness::jpeg);
    }

    /** @throws InputException when the canvas is not the frame's size, or a chunk is longer than the file (RFC 9649) */
    static void checkWebp(String name, byte[] bytes) {
        new Completeness(name, bytes).guarded(Completeness::webp);
    }

    private interface Check {
        void on(Completeness file);
    }

    private void guarded(Check check) {
        try {
            check.on(this);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            if (e instanceof InputException) {
                throw e;
            }
            throw new InputException(name + ": the file ends before the image does, expected a whole image", e);
        }
    }

    private void png() {
        bytes.position(PNG_SIGNATURE);
        String type = "";
        while (!type.equals("IEND")) {
            int length = bytes.getInt();
            byte[] typed = new byte[4];
            bytes.slice().get(typed);
            type = new String(typed, StandardCharsets.ISO_8859_1);
            CRC32 crc = new CRC32();
            crc.update(bytes.slice().limit(Math.addExact(4, length)));
            bytes.position(bytes.position() + 4 + length);
            if (bytes.getInt() != (int) crc.getValue()) {
                throw new InputException(name + ": the image is damaged (the checksum of its " + printable(type)
                        + " chunk is another), expected a whole PNG");
            }
        }
    }

    private static String printable(String type) {
        return type.replaceAll("[^A-Za-z]", "?");
    }

    private void jpeg() {
        bytes.position(2);
        while (true) {
            int marker = nextMarker();
            if (marker == 0xd9) {
                return;
            }
            boolean alone = marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7);
            if (!alone) {
                int length = bytes.getShort() & 0xffff;
                bytes.position(bytes.position() + Math.max(0, length - 2));
            }
        }
    }

    /** Skips what is no marker: the coded data of a scan, with its stuffed zeros, restarts and fill bytes. */
    private int nextMarker() {
        while (true) {
            if ((bytes.get() & 0xff) != 0xff) {
                continue;
            }
            int next = bytes.get() & 0xff;
            while (next == 0xff) {
                next = bytes.get() & 0xff;
            }
            if (next != 0) {
                return next;
            }
        }
    }

    private void webp() {
        bytes.order(ByteOrder.LITTLE_ENDIAN).position(RIFF_HEADER);
        Size canvas = null;
        while (bytes.remaining() >= LENGTH_AND_TYPE) {
            byte[] typed = new byte[4];
            bytes.get(typed);
            int length = bytes.getInt();
            ByteBuffer data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN).limit(length);
            switch (new String(typed, StandardCharsets.ISO_8859_1)) {
                case "VP8X" -> canvas = new Size(1 + threeBytes(data, 4), 1 + threeBytes(data, 7));
                case "VP8 " -> requireSame(canvas, new Size(data.getShort(6) & 0x3fff, data.getShort(8) & 0x3fff));
                case "VP8L" -> {
                    int bits = data.getInt(1);
                    requireSame(canvas, new Size(1 + (bits & 0x3fff), 1 + ((bits >> 14) & 0x3fff)));
                }
                default -> {} // metadata, alpha, frames of an animation
            }
            bytes.position(Math.min(bytes.limit(), bytes.position() + length + (length & 1)));
        }
    }

    private static int threeBytes(ByteBuffer data, int at) {
        return (data.get(at) & 0xff) | (data.get(at + 1) & 0xff) << 8 | (data.get(at + 2) & 0xff) << 16;
    }

    private void requireSame(Size canvas, Size frame) {
        if (canvas != null && !canvas.equals(frame)) {
            throw new InputException(name + ": the image is damaged (a canvas of " + canvas + " around a frame of "
                    + frame + "), expected a whole WebP");
        }
    }
}
