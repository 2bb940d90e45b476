package org.instagan.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.instagan.TinyModel;
import org.instagan.data.Sample;

/** Asks a server, as a program of a user would. */
final class Client {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String BOUNDARY = "a-boundary-that-is-not-in-the-body";

    private final URI server;

    Client(URI server) {
        this.server = server;
    }

    HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        return HTTP.send(request(path, headers).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<byte[]> post(String path, byte[] body, String... headers) throws IOException, InterruptedException {
        return HTTP.send(posting(path, body, headers), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Posts without saying how long the body is. */
    HttpResponse<byte[]> postChunked(String path, byte[] body) throws IOException, InterruptedException {
        HttpRequest.BodyPublisher chunks =
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
        return HTTP.send(request(path).POST(chunks).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    CompletableFuture<HttpResponse<byte[]>> postLater(String path, byte[] body, String... headers) {
        return HTTP.sendAsync(posting(path, body, headers), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest posting(String path, byte[] body, String... headers) {
        return request(path, headers)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(server.resolve(path));
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    static JsonNode json(HttpResponse<byte[]> response) throws IOException {
        return JSON.readTree(response.body());
    }

    static String error(HttpResponse<byte[]> response) throws IOException {
        return response.statusCode() + " " + json(response).path("error").asText();
    }

    /** A request for images with their masks, in JSON. */
    static ObjectNode inferBody(Sample... samples) {
        ObjectNode body = JSON.createObjectNode().put("id", "7");
        ArrayNode inputs = body.putArray("inputs");
        int n = Stream.of(samples).mapToInt(Sample::instances).sum();
        ObjectNode image = add(inputs, "image", "FP32", samples.length, 3, TinyModel.SIZE, TinyModel.SIZE);
        ObjectNode masks = add(inputs, "masks", "FP32", n, 1, TinyModel.SIZE, TinyModel.SIZE);
        ArrayNode owners = add(inputs, "mask_image", "INT64", n).putArray("data");
        for (int i = 0; i < samples.length; i++) {
            fill(image, samples[i].image().data());
            fill(masks, samples[i].masks().data());
            for (int m = 0; m < samples[i].instances(); m++) {
                owners.add(i);
            }
        }
        return body;
    }

    static byte[] bytes(ObjectNode body) {
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    static ObjectNode add(ArrayNode inputs, String name, String datatype, int... shape) {
        ObjectNode input = inputs.addObject().put("name", name).put("datatype", datatype);
        ArrayNode sizes = input.putArray("shape");
        for (int size : shape) {
            sizes.add(size);
        }
        return input;
    }

    static void fill(ObjectNode input, float[] values) {
        ArrayNode data = input.withArray("data");
        for (float value : values) {
            data.add(value);
        }
    }

    static float[] floats(JsonNode data) {
        float[] values = new float[data.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = data.get(i).floatValue();
        }
        return values;
    }

    static byte[] littleEndian(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    static String multipartType() {
        return "multipart/form-data; boundary=" + BOUNDARY;
    }

    /** @param name {@code NAME}, or {@code NAME@FILE} for one with a file name */
    record Part(String name, byte[] bytes) {}

    static byte[] multipart(List<Part> parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Part part : parts) {
            String[] names = part.name().split("@", 2);
            body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + names[0]
                            + (names.length > 1 ? "\"; filename=\"" + names[1] : "") + "\"\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            body.writeBytes(part.bytes());
            body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }
}
