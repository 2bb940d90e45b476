package org.instagan.serve.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Promise;

/**
 * A multipart body's files, in memory.
 *
 * @param masks by what errors call them, {@code masks[0]}, …, in order
 */
public record Parts(byte[] image, Map<String, byte[]> masks) {
    private static final int MAX_HEADERS = 4096;

    /** @throws Refusal when the body is no multipart body, or has other parts than one image and some masks */
    public static Parts read(String contentType, byte[] body, int maxMasks) {
        String boundary = MultiPart.extractBoundary(contentType);
        if (boundary == null || !contentType.startsWith("multipart/form-data")) {
            throw new Refusal(
                    Refusal.UNSUPPORTED,
                    "Content-Type: expected multipart/form-data with a boundary, got '" + contentType + "'");
        }
        MultiPartFormData.Parser parser = new MultiPartFormData.Parser(boundary);
        parser.setMaxParts(maxMasks + 2L); // one more than may be, to say so below
        parser.setMaxMemoryFileSize(-1); // never to a file
        parser.setMaxLength(body.length);
        parser.setPartHeadersMaxLength(MAX_HEADERS);
        CompletableFuture<MultiPartFormData.Parts> parsed = new CompletableFuture<>();
        parser.parse(Content.Source.from(ByteBuffer.wrap(body)), Promise.Invocable.toPromise(parsed));
        try (MultiPartFormData.Parts parts = parsed.join()) {
            return of(parts, maxMasks);
        } catch (CompletionException e) {
            throw new Refusal(
                    Refusal.BAD_REQUEST,
                    "body: not a whole multipart body with at most " + (maxMasks + 1) + " parts ("
                            + e.getCause().getMessage() + ")");
        }
    }

    private static Parts of(MultiPartFormData.Parts parts, int maxMasks) {
        Optional<byte[]> image = Optional.empty();
        Map<String, byte[]> masks = new LinkedHashMap<>();
        for (MultiPart.Part part : parts) {
            String name = part.getName() == null ? "" : part.getName();
            switch (name) {
                case "image" -> {
                    if (image.isPresent()) {
                        throw new Refusal(Refusal.UNPROCESSABLE, "image: expected one part of this name, got two");
                    }
                    image = Optional.of(bytes(part));
                }
                case "masks" -> masks.put("masks[" + masks.size() + "]", bytes(part));
                default ->
                    throw new Refusal(
                            Refusal.UNPROCESSABLE, "part '" + name + "': expected parts named image and masks");
            }
        }
        if (masks.size() > maxMasks) {
            throw new Refusal(Refusal.TOO_LARGE, "masks: expected at most " + maxMasks + ", got " + masks.size());
        }
        return new Parts(
                image.orElseThrow(
                        () -> new Refusal(Refusal.UNPROCESSABLE, "image: missing, expected a part of this name")),
                masks);
    }

    private static byte[] bytes(MultiPart.Part part) {
        try {
            ByteBuffer content = Content.Source.asByteBuffer(part.getContentSource());
            byte[] bytes = new byte[content.remaining()];
            content.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }
}
