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
import org.instagan.error.InputException;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.image.Size;
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

    private final ServerOptions.Limits limits;
    private final Fit fit = new Fit(Optional.empty());

    PictureFormat(ServerOptions.Limits limits) {
        this.limits = limits;
    }

    @Override
    public Call decode(Exchange exchange, byte[] body) {
        String type = answerType(exchange.accepted());
        Instances source = read(Parts.read(exchange.header("Content-Type").orElse(""), body, limits.maxInstances()));
        Fitted picture = fit.of(source);
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

    private Instances read(Parts parts) {
        try {
            checkSize("image", parts.image());
            Image image = Images.readRgb("image", parts.image(), limits.maxPixels());
            if (image.width() < SMALLEST || image.height() < SMALLEST) {
                throw new InputException("image: expected 8x8 pixels or more, got " + size(image));
            }
            List<Image> masks = parts.masks().entrySet().stream()
                    .map(mask -> mask(mask.getKey(), mask.getValue(), image))
                    .toList();
            return new Instances("image", image, masks);
        } catch (InputException e) {
            throw new Refusal(Refusal.UNPROCESSABLE, e.getMessage());
        }
    }

    private Image mask(String name, byte[] bytes, Image image) {
        checkSize(name, bytes);
        Image mask = Images.readGray(name, bytes, limits.maxPixels());
        if (mask.width() != image.width() || mask.height() != image.height()) {
            throw new InputException(
                    name + ": expected " + size(image) + " pixels as the image has, got " + size(mask));
        }
        return mask;
    }

    private static Size size(Image image) {
        return new Size(image.width(), image.height());
    }

    private void checkSize(String name, byte[] bytes) {
        Size size = Images.size(name, bytes);
        if ((long) size.width() * size.height() > limits.maxPixels()) {
            throw new Refusal(
                    Refusal.TOO_LARGE, name + ": expected at most " + limits.maxPixels() + " pixels, got " + size);
        }
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
