package org.instagan.graph.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.CodedOutputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.file.Sha256;

/**
 * The SHA-256 of a model's file, in its own metadata: the last entry is {@code instagan.sha256}, and its value, the last
 * 64 bytes of the file, is the digest of all bytes before. ONNX Runtime runs a model with a flipped byte as it is.
 */
public final class Seal {
    static final String KEY = "instagan.sha256";
    private static final int DIGITS = 64;
    private static final int BUFFER = 1 << 16;

    private Seal() {}

    /** Writes a model with its seal behind it. */
    static void write(OnnxMl.ModelProto model, OutputStream out) throws IOException {
        OnnxMl.ModelProto open = model.toBuilder()
                .addMetadataProps(
                        OnnxMl.StringStringEntryProto.newBuilder().setKey(KEY).setValue("0".repeat(DIGITS)))
                .build();
        Sealing sealing = new Sealing(out, (long) open.getSerializedSize() - DIGITS);
        CodedOutputStream coded = CodedOutputStream.newInstance(sealing, BUFFER);
        open.writeTo(coded);
        coded.flush();
        out.write(HexFormat.of().formatHex(sealing.digest.digest()).getBytes(StandardCharsets.US_ASCII));
    }

    /** Passes on what the digest is of, and no more. */
    private static final class Sealing extends OutputStream {
        private final OutputStream out;
        private final MessageDigest digest = Sha256.digest();
        private long left;

        Sealing(OutputStream out, long left) {
            this.out = out;
            this.left = left;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            int passed = (int) Math.min(count, left);
            digest.update(bytes, from, passed);
            out.write(bytes, from, passed);
            left -= passed;
        }
    }

    /**
     * Compares a file with its seal.
     *
     * @throws InputException when it is not as it was exported, or has no seal
     */
    public static void check(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            check(file.toString(), in, Files.size(file));
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file, expected an ONNX model written by 'instagan export'", e);
        } catch (IOException e) {
            throw FileProblem.of(file + ": cannot be read: " + e, e);
        }
    }

    static void check(String where, InputStream in, long size) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[BUFFER];
        String end = "";
        for (long left = Math.max(0, size - DIGITS); left > 0; ) {
            int count = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
            if (count == 0) {
                break; // shorter than it was: the digest tells
            }
            digest.update(buffer, 0, count);
            int from = Math.max(0, count - KEY.length() - Short.BYTES); // the key, a tag and a length
            end = new String(buffer, from, count - from, StandardCharsets.ISO_8859_1);
            left -= count;
        }
        String stated = new String(in.readNBytes(DIGITS), StandardCharsets.ISO_8859_1);
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(stated)) {
            throw new InputException(where
                    + (end.startsWith(KEY)
                            ? ": is not as it was exported (its SHA-256 is another); copy it again, or export it again"
                            : ": not an ONNX model of ours, or cut short (no '" + KEY
                                    + "' at its end); expected one written by this version's 'instagan export'"));
        }
    }
}
