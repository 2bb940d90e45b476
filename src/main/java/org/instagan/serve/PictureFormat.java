package org.instagan.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.instagan.data.Instances;
import org.instagan.data.Sample;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.image.Size;
import org.instagan.image.apart.ApartDecoder;
import org.instagan.image.apart.DecodingException;
import org.instagan.image.apart.Picture;
import org.instagan.serve.http.Deadline;
import org.instagan.serve.http.Exchange;
import org.instagan.serve.http.Parts;
import org.instagan.serve.http.Refusal;
import org.instagan.serve.http.Reply;
import org.instagan.serve.http.RequestFormat;
import org.instagan.serve.http.ServerOptions;
import org.instagan.translate.Fit;
import org.instagan.translate.Fitted;

/**
 * Pictures of any format that the project reads: a multipart body with one {@code image} and any number of {@code
 * masks}; back goes a PNG, or a ZIP of {@code image.png} and {@code masks/0.png}, ….
 */
final class PictureFormat implements RequestFormat {
    private static final String PNG = "image/png";
    private static final String ZIP = "application/zip";
    private static final int SMALLEST = 8;

    /** A pixel's value as it was read, and in float as fitted, as a sample, in the result and fitted back. */
    private static final long BYTES_PER_VALUE = 1 + 4 * Float.BYTES;

    private final ServerOptions.Limits limits;
    private final ApartDecoder decoder;
    private final Fit fit = new Fit(Optional.empty());

    PictureFormat(ServerOptions.Limits limits, ApartDecoder decoder) {
        this.limits = limits;
        this.decoder = decoder;
    }

    @Override
    public Call decode(Exchange exchange, byte[] body, Deadline deadline) {
        String type = answerType(exchange.accepted());
        exchange.reserve(body.length); // the parts are copies
        Parts parts = Parts.read(exchange.header("Content-Type").orElse(""), body, limits.maxInstances());
        Fitted picture = fit.of(read(parts, exchange, deadline));
        return new Call() {
            @Override
            public List<Sample> samples() {
                return List.of(picture.sample());
            }

            @Override
            public Reply encode(List<Sample> translated) {
                Instances out = picture.back(translated.get(0));
                return new Reply(type, type.equals(PNG) ? Images.png(out.image()) : zip(out), Map.of());
            }
        };
    }

    private static String answerType(List<String> accepted) {
        for (String range : accepted) {
            switch (range.split(";", 2)[0].strip()) {
                case PNG, "image/*", "*/*" -> {
                    return PNG;
                }
                case ZIP, "application/*" -> {
                    return ZIP;
                }
                default -> {} // the next one the client likes
            }
        }
        if (accepted.isEmpty()) {
            return PNG;
        }
        throw new Refusal(Refusal.NOT_ACCEPTABLE, "Accept: expected " + PNG + " or " + ZIP + ", got " + accepted);
    }

    private Instances read(Parts parts, Exchange exchange, Deadline deadline) {
        try {
            Image image = decoder.read(
                    new Picture("image", parts.image(), true),
                    deadline.left(),
                    size -> check(size, parts.masks().size(), exchange));
            List<Image> masks = parts.masks().entrySet().stream()
                    .map(mask -> mask(new Picture(mask.getKey(), mask.getValue(), false), image, deadline))
                    .toList();
            return new Instances("image", image, masks);
        } catch (DecodingException e) {
            deadline.check();
            throw new Refusal(
                    switch (e.why()) {
                        case TOO_LARGE -> Refusal.TOO_LARGE;
                        case WRONG, TOO_COSTLY -> Refusal.UNPROCESSABLE;
                        case BUSY -> Refusal.UNAVAILABLE;
                    },
                    e.getMessage());
        }
    }

    /** Before anything of this size is taken in. */
    private void check(Size size, int masks, Exchange exchange) {
        if (size.width() < SMALLEST || size.height() < SMALLEST) {
            throw new Refusal(Refusal.UNPROCESSABLE, "image: expected 8x8 pixels or more, got " + size);
        }
        long pixels = (long) size.width() * size.height();
        limits.checkWork(pixels * Math.max(1, masks));
        exchange.reserve(pixels * (3 + masks) * BYTES_PER_VALUE);
    }

    private Image mask(Picture picture, Image image, Deadline deadline) {
        Image mask = decoder.read(picture, deadline.left(), size -> {});
        if (mask.width() != image.width() || mask.height() != image.height()) {
            throw new Refusal(
                    Refusal.UNPROCESSABLE,
                    picture.name() + ": expected " + size(image) + " pixels as the image has, got " + size(mask));
        }
        return mask;
    }

    private static Size size(Image image) {
        return new Size(image.width(), image.height());
    }

    private static byte[] zip(Instances out) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            put(zip, "image.png", out.image());
            for (int i = 0; i < out.masks().size(); i++) {
                put(zip, "masks/" + i + ".png", out.masks().get(i));
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, Image image) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(Images.png(image));
        zip.closeEntry();
    }
}
