package org.instagan.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.instagan.TinyModel;
import org.instagan.data.Instances;
import org.instagan.image.Image;
import org.instagan.image.Images;
import org.instagan.platform.ort.Device;
import org.instagan.serve.http.ServerOptions;
import org.instagan.translate.Translator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PictureTest {
    private static final String PATH = "/translate/tiny";

    @TempDir
    static Path folder;

    private static Translator translator;
    private static TranslationServer server;
    private static Client client;

    private final Image image = image(21, 18, 3);
    private final Image mask = square(21, 18, 9);
    private final Image other = square(21, 18, 5);

    @BeforeAll
    static void start() {
        Path model = TinyModel.export(folder.resolve("A2B.onnx"), 11);
        translator = Translator.open(model, Device.CPU, 2, Translator.Options.defaults());
        ServerOptions.Limits limits = new ServerOptions.Limits(100_000, 500, 3, 1200);
        server = TranslationServer.start(
                Map.of("tiny", List.of(() -> Translator.open(model, Device.CPU, 2, Translator.Options.defaults()))),
                TestServers.quick().with(limits),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        client = new Client(server.address());
    }

    @AfterAll
    static void stop() {
        server.close();
        translator.close();
    }

    @Test
    void aPictureComesBackInItsSize() throws Exception {
        HttpResponse<byte[]> answer = send("image/png", part("image@a.png", image), part("masks@m.png", mask));
        assertThat(answer.headers().firstValue("Content-Type")).contains("image/png");
        Instances expected = translator.translate(new Instances("x", image, List.of(mask)));
        assertThat(Images.readRgb("answer", answer.body(), 1000)).isEqualTo(expected.image());
    }

    @Test
    void aZipHoldsTheMasksToo() throws Exception {
        // Smaller masks first: they come back in the order in which they were sent.
        HttpResponse<byte[]> answer = send(
                "application/zip, image/png;q=0.5",
                part("image@../../etc/passwd", image),
                part("masks", other),
                part("masks", mask));
        Map<String, Image> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.body()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), Images.readGray(entry.getName(), zip.readAllBytes(), 1000));
            }
        }
        Instances expected = translator.translate(new Instances("x", image, List.of(other, mask)));
        assertThat(files).containsOnlyKeys("image.png", "masks/0.png", "masks/1.png");
        assertThat(files.get("masks/0.png")).isEqualTo(expected.masks().get(0));
        assertThat(files.get("masks/1.png")).isEqualTo(expected.masks().get(1));
    }

    @Test
    void withoutMasksNothingChanges() throws Exception {
        HttpResponse<byte[]> answer = send("*/*", part("image", image));
        assertThat(Images.readRgb("answer", answer.body(), 1000)).isEqualTo(image);
    }

    @Test
    void everyFormatOfTheProjectIsRead() throws Exception {
        byte[] webp;
        try (var in = Images.class.getResourceAsStream("lossless.webp")) {
            webp = in.readAllBytes();
        }
        HttpResponse<byte[]> answer = send("image/png", new Client.Part("image", webp));
        assertThat(Images.readRgb("answer", answer.body(), 1000)).isEqualTo(Images.readRgb("webp", webp, 1000));
    }

    @Test
    void mistakesNameTheirPart() throws Exception {
        assertThat(Client.error(send("image/png", part("masks", mask))))
                .isEqualTo("422 image: missing, expected a part of this name");
        assertThat(Client.error(send("image/png", part("image", image), part("image", image))))
                .isEqualTo("422 image: expected one part of this name, got two");
        assertThat(Client.error(send("image/png", part("image", image), part("depth", image))))
                .isEqualTo("422 part 'depth': expected parts named image and masks");
        assertThat(Client.error(send("image/png", part("image", image), part("masks", square(21, 17, 4)))))
                .isEqualTo("422 masks[0]: expected 21x18 pixels as the image has, got 21x17");
        assertThat(Client.error(send("image/png", part("image", image(7, 9, 3)))))
                .isEqualTo("422 image: expected 8x8 pixels or more, got 7x9");
        assertThat(Client.error(send("image/png", part("image", image), new Client.Part("masks@m.png", new byte[5]))))
                .startsWith("422 masks[0]: not an image, expected a PNG");
        assertThat(Client.error(send("image/png", part("image", image(40, 20, 3)))))
                .isEqualTo("413 image: expected at most 500 pixels, got 40x20");
        assertThat(Client.error(send("text/html", part("image", image))))
                .isEqualTo("406 Accept: expected image/png or application/zip, got [text/html]");
    }

    @Test
    void masksAreLimited() throws Exception {
        List<Client.Part> parts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            parts.add(part("masks", mask));
        }
        parts.add(part("image", image));
        assertThat(Client.error(client.post(PATH, Client.multipart(parts), "Content-Type", Client.multipartType())))
                .isEqualTo("413 masks: expected at most 3, got 4");
        parts.addAll(List.copyOf(parts));
        assertThat(Client.error(client.post(PATH, Client.multipart(parts), "Content-Type", Client.multipartType())))
                .startsWith("400 body: not a whole multipart body with at most 4 parts");
    }

    @Test
    void bodiesThatAreNotMultipartAreRefused() throws Exception {
        assertThat(Client.error(client.post(PATH, Images.png(image), "Content-Type", "image/png")))
                .isEqualTo("415 Content-Type: expected multipart/form-data with a boundary, got 'image/png'");
        assertThat(Client.error(client.post(PATH, new byte[100], "Content-Type", Client.multipartType())))
                .startsWith("400 body: not a whole multipart body");
    }

    private static HttpResponse<byte[]> send(String accept, Client.Part... parts) throws Exception {
        return client.post(
                PATH, Client.multipart(List.of(parts)), "Content-Type", Client.multipartType(), "Accept", accept);
    }

    private static Client.Part part(String name, Image image) {
        return new Client.Part(name, Images.png(image));
    }

    private static Image image(int width, int height, int channels) {
        byte[] pixels = new byte[width * height * channels];
        new SplittableRandom(3).nextBytes(pixels);
        return new Image(width, height, channels, pixels);
    }

    private static Image square(int width, int height, int side) {
        byte[] pixels = new byte[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % width < side && i / width < side ? 255 : 0);
        }
        return new Image(width, height, 1, pixels);
    }
}
