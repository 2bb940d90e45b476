package org.instagan.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.instagan.TinyModel;
import org.instagan.data.Sample;
import org.instagan.graph.pass.Options;
import org.instagan.model.Direction;
import org.instagan.model.ModelCard;
import org.instagan.model.Precision;
import org.instagan.model.artifact.ExportFormat;
import org.instagan.model.artifact.Exporter;
import org.instagan.platform.ort.Device;
import org.instagan.serve.http.ServerOptions;
import org.instagan.translate.Translator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InferTest {
    private static final String PATH = "/v2/models/tiny/infer";
    private static final int SIZE = TinyModel.SIZE;
    // What shares a batch changes sums within float32.
    private static final float TOLERANCE = 1e-5f;

    @TempDir
    static Path folder;

    private static Translator translator;
    private static TranslationServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        Path model = TinyModel.export(folder.resolve("A2B.onnx"), 11);
        translator = Translator.open(model, Device.CPU, 2, Translator.Options.defaults());
        ServerOptions.Limits limits = new ServerOptions.Limits(100_000, 4 * SIZE * SIZE, 5, 8 * SIZE * SIZE);
        Path half = folder.resolve("half.onnx");
        ModelCard card = new ModelCard(Direction.A2B, TinyModel.FILTERS, 2, SIZE, SIZE, Precision.FP16);
        Exporter.write(
                half,
                TinyModel.family(),
                card,
                ExportFormat.fp16(Options.defaults().withHalfInterfaces()),
                TinyModel.weights(11));
        server = TranslationServer.start(
                Map.of(
                        "tiny", List.of(() -> Translator.open(model, Device.CPU, 2, Translator.Options.defaults())),
                        "half", List.of(() -> Translator.open(half, Device.CPU, 2, Translator.Options.defaults()))),
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
    void theServerAndItsModelsSayWhatTheyAre() throws Exception {
        for (String path : List.of("/v2", "/v2/")) {
            assertThat(Client.json(client.get(path)).toString())
                    .startsWith("{\"name\":\"instagan\",\"version\":")
                    .endsWith("\"extensions\":[\"binary_tensor_data\"]}");
        }
        JsonNode model = Client.json(client.get("/v2/models/tiny"));
        assertThat(model.path("platform").asText()).isEqualTo("onnxruntime_onnx");
        assertThat(model.path("inputs").get(1).toString())
                .isEqualTo("{\"name\":\"masks\",\"datatype\":\"FP32\",\"shape\":[-1,1,-1,-1]}");
        assertThat(model.path("outputs").get(0).path("name").asText()).isEqualTo("image_out");
        assertThat(Client.json(client.get("/v2/models/tiny/ready")).toString())
                .isEqualTo("{\"name\":\"tiny\",\"ready\":true}");
        assertThat(client.get("/v2/health/live").statusCode()).isEqualTo(200);
        assertThat(client.get("/v2/health/ready").statusCode()).isEqualTo(200);
        assertThat(Client.json(client.post("/v2/repository/index", new byte[0])))
                .hasSize(2)
                .anyMatch(state -> state.toString()
                        .equals("{\"name\":\"tiny\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"}"));
    }

    @Test
    void theVersionMayBeNamed() throws Exception {
        assertThat(client.get("/v2/models/tiny/versions/1").body())
                .isEqualTo(client.get("/v2/models/tiny").body());
        assertThat(client.get("/v2/models/tiny/versions/1/ready").statusCode()).isEqualTo(200);
        byte[] body = Client.bytes(Client.inferBody(TinyModel.sample(1, 5)));
        JsonNode answer = Client.json(client.post("/v2/models/tiny/versions/1/infer", body));
        assertThat(answer.path("model_version").asText()).isEqualTo("1");
        String other = "404 version '2' of model 'tiny': not served here, expected 1";
        assertThat(Client.error(client.get("/v2/models/tiny/versions/2"))).isEqualTo(other);
        assertThat(Client.error(client.get("/v2/models/tiny/versions/2/ready"))).isEqualTo(other);
        assertThat(Client.error(client.post("/v2/models/tiny/versions/2/infer", body)))
                .isEqualTo(other);
    }

    /** Each type but the one that metadata names is refused; the shapes and types of what comes out are those named. */
    @ParameterizedTest
    @ValueSource(strings = {"tiny", "half"})
    void metadataSaysWhatIsTakenAndGiven(String name) throws Exception {
        JsonNode model = Client.json(client.get("/v2/models/" + name));
        String path = "/v2/models/" + name + "/infer";
        ObjectNode body = Client.inferBody(TinyModel.sample(9, 5, 3));
        for (int i = 0; i < inputs(body).size(); i++) {
            JsonNode said = model.path("inputs").get(i);
            ObjectNode input = input(body, i);
            assertThat(input.path("name")).isEqualTo(said.path("name"));
            assertFits(input, said);
            for (String type : List.of("BOOL", "UINT8", "INT32", "INT64", "FP16", "FP32", "FP64", "BF16", "BYTES")) {
                input.put("datatype", type);
                int status = client.post(path, Client.bytes(body)).statusCode();
                assertThat(status)
                        .as(type)
                        .isEqualTo(type.equals(said.path("datatype").asText()) ? 200 : 422);
            }
            input.set("datatype", said.path("datatype"));
        }
        JsonNode outputs = Client.json(client.post(path, Client.bytes(body))).path("outputs");
        assertThat(outputs).hasSameSizeAs(model.path("outputs"));
        for (int i = 0; i < outputs.size(); i++) {
            assertThat(outputs.get(i).path("name"))
                    .isEqualTo(model.path("outputs").get(i).path("name"));
            assertFits(outputs.get(i), model.path("outputs").get(i));
        }
    }

    private static void assertFits(JsonNode tensor, JsonNode said) {
        assertThat(tensor.path("datatype")).isEqualTo(said.path("datatype"));
        assertThat(tensor.path("shape")).hasSameSizeAs(said.path("shape"));
        for (int d = 0; d < said.path("shape").size(); d++) {
            int size = said.path("shape").get(d).asInt();
            assertThat(size).isIn(-1, tensor.path("shape").get(d).asInt());
        }
    }

    @Test
    void loadingTakesNoParameters() throws Exception {
        String load = "/v2/repository/models/tiny/load";
        for (String body : List.of("", "{}", "{\"parameters\":{}}")) {
            assertThat(client.post(load, body.getBytes(StandardCharsets.UTF_8)).statusCode())
                    .isEqualTo(200);
        }
        byte[] config = "{\"parameters\":{\"config\":\"{}\"}}".getBytes(StandardCharsets.UTF_8);
        assertThat(Client.error(client.post(load, config)))
                .isEqualTo("422 parameters: expected none, the model's own file is reloaded");
        assertThat(Client.error(client.post(load, new byte[] {'x'})))
                .isEqualTo("400 body: expected none, or a JSON object");
    }

    @Test
    void numbersInJsonGiveWhatTheTranslatorGives() throws Exception {
        Sample sample = TinyModel.sample(1, 5, 3, 7);
        JsonNode answer = Client.json(client.post(PATH, Client.bytes(Client.inferBody(sample))));
        Sample expected = translator.translate(sample);
        assertThat(answer.path("id").asText()).isEqualTo("7");
        assertThat(answer.path("model_name").asText()).isEqualTo("tiny");
        assertThat(answer.path("outputs").get(0).path("shape").toString()).isEqualTo("[1,3,16,16]");
        assertThat(Client.floats(answer.path("outputs").get(0).path("data")))
                .containsExactly(expected.image().data(), within(TOLERANCE));
        assertThat(Client.floats(answer.path("outputs").get(1).path("data")))
                .containsExactly(expected.masks().data(), within(TOLERANCE));
    }

    @Test
    void numbersMayBeNestedAsTheShapeIs() throws Exception {
        ObjectNode body = Client.inferBody(TinyModel.sample(2, 4));
        ArrayNode nested = Client.JSON.createArrayNode();
        ArrayNode plane = nested.addArray().addArray();
        JsonNode data = body.path("inputs").get(1).path("data");
        for (int y = 0; y < SIZE; y++) {
            ArrayNode row = plane.addArray();
            for (int x = 0; x < SIZE; x++) {
                row.add(data.get(y * SIZE + x));
            }
        }
        byte[] flat = client.post(PATH, Client.bytes(body)).body();
        ((ObjectNode) body.path("inputs").get(1)).set("data", nested);
        assertThat(client.post(PATH, Client.bytes(body)).body()).isEqualTo(flat);
        plane.remove(3);
        assertThat(Client.error(client.post(PATH, Client.bytes(body))))
                .isEqualTo("422 masks: expected 256 values for the shape [1, 1, 16, 16], got 240");
        ((ArrayNode) plane.get(0)).remove(0);
        assertThat(Client.error(client.post(PATH, Client.bytes(body))))
                .isEqualTo(
                        "422 inputs[1].data: expected arrays of one size side by side, all of them of numbers or none");
        ((ObjectNode) body.path("inputs").get(1))
                .set("data", Client.JSON.createArrayNode().add(nested.deepCopy()));
        assertThat(client.post(PATH, Client.bytes(body)).statusCode()).isEqualTo(422);
    }

    @Test
    void bytesGiveWhatNumbersGive() throws Exception {
        Sample sample = TinyModel.sample(3, 6, 2);
        ObjectNode head = Client.JSON.createObjectNode();
        head.putObject("parameters").put("binary_data_output", true);
        ArrayNode inputs = head.putArray("inputs");
        byte[] image = Client.littleEndian(sample.image().data());
        byte[] masks = Client.littleEndian(sample.masks().data());
        size(Client.add(inputs, "image", "FP32", 1, 3, SIZE, SIZE), image.length);
        size(Client.add(inputs, "masks", "FP32", 2, 1, SIZE, SIZE), masks.length);
        size(Client.add(inputs, "mask_image", "INT64", 2), 16);
        byte[] json = Client.bytes(head);
        byte[] body = ByteBuffer.allocate(json.length + image.length + masks.length + 16)
                .put(json)
                .put(image)
                .put(masks)
                .array();
        HttpResponse<byte[]> answer =
                client.post(PATH, body, "Inference-Header-Content-Length", Integer.toString(json.length));
        int length = Integer.parseInt(
                answer.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
        JsonNode described = Client.JSON.readTree(answer.body(), 0, length);
        assertThat(described.path("outputs").get(0).path("parameters").toString())
                .isEqualTo("{\"binary_data_size\":3072}");
        float[] values = new float[(answer.body().length - length) / Float.BYTES];
        ByteBuffer.wrap(answer.body(), length, answer.body().length - length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        Sample expected = translator.translate(sample);
        assertThat(Arrays.copyOf(values, 3 * TinyModel.PLANE))
                .containsExactly(expected.image().data(), within(TOLERANCE));
        assertThat(Arrays.copyOfRange(values, 3 * TinyModel.PLANE, 5 * TinyModel.PLANE))
                .containsExactly(expected.masks().data(), within(TOLERANCE));
    }

    private static void size(ObjectNode input, int bytes) {
        input.putObject("parameters").put("binary_data_size", bytes);
    }

    @Test
    void masksMayComeInAnyOrderOfTheirImages() throws Exception {
        Sample one = TinyModel.sample(4, 6);
        Sample two = TinyModel.sample(5, 3, 5);
        ObjectNode body = Client.JSON.createObjectNode();
        ArrayNode inputs = body.putArray("inputs");
        Client.fill(
                Client.add(inputs, "image", "FP32", 3, 3, SIZE, SIZE),
                concat(one.image().data(), two.image().data(), one.image().data()));
        float[] second = two.masks().data();
        Client.fill(
                Client.add(inputs, "masks", "FP32", 3, 1, SIZE, SIZE),
                concat(
                        Arrays.copyOf(second, TinyModel.PLANE),
                        one.masks().data(),
                        Arrays.copyOfRange(second, TinyModel.PLANE, 2 * TinyModel.PLANE)));
        Client.fill(Client.add(inputs, "mask_image", "INT64", 3), new float[0]);
        ((ArrayNode) inputs.get(2).path("data")).add(1).add(0).add(1);
        body.putArray("outputs").addObject().put("name", "masks_out");
        JsonNode outputs = Client.json(client.post(PATH, Client.bytes(body))).path("outputs");
        float[] firstOut = translator.translate(one).masks().data();
        float[] secondOut = translator.translate(two).masks().data();
        assertThat(outputs).hasSize(1);
        assertThat(Client.floats(outputs.get(0).path("data")))
                .containsExactly(
                        concat(
                                Arrays.copyOf(secondOut, TinyModel.PLANE),
                                firstOut,
                                Arrays.copyOfRange(secondOut, TinyModel.PLANE, 2 * TinyModel.PLANE)),
                        within(TOLERANCE));
    }

    private static float[] concat(float[]... parts) {
        float[] all = new float[Stream.of(parts).mapToInt(p -> p.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakesNameTheirField(String expected, Consumer<ObjectNode> change) throws Exception {
        ObjectNode body = Client.inferBody(TinyModel.sample(6, 3, 4));
        change.accept(body);
        assertThat(Client.error(client.post(PATH, Client.bytes(body)))).isEqualTo(expected);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("422 image: missing among the inputs", b -> inputs(b).remove(0)),
                mistake(
                        "422 image: expected datatype FP32, got 'FP16'",
                        b -> input(b, 0).put("datatype", "FP16")),
                mistake(
                        "422 image: expected 768 values for the shape [1, 3, 16, 16], got 767",
                        b -> data(b, 0).remove(5)),
                mistake(
                        "422 image: expected height and width to be multiples of 4 from 8, got [1, 3, 18, 16]",
                        b -> shape(b, 0).set(2, 18)),
                mistake(
                        "422 image: expected the shape [B,3,H,W], B from 1, got [1, 1, 16, 16]",
                        b -> shape(b, 0).set(1, 1)),
                mistake(
                        "413 image: expected at most 4 images, got 5",
                        b -> shape(b, 0).set(0, 5)),
                mistake(
                        "413 image: expected at most 1024 pixels in all, got [1, 3, 68, 16]",
                        b -> shape(b, 0).set(2, 68)),
                mistake(
                        "413 masks: expected at most 5 instances, got 6",
                        b -> shape(b, 1).set(0, 6)),
                mistake(
                        "422 masks: expected the shape [M,1,16,16] as the image, got [2, 1, 16, 12]",
                        b -> shape(b, 1).set(3, 12)),
                mistake(
                        "422 masks: expected numbers in [-1,1], got Infinity at 3",
                        b -> data(b, 1).set(3, 1e99)),
                mistake(
                        "422 image: expected numbers in [-1,1], got 1.5 at 3",
                        b -> data(b, 0).set(3, 1.5)),
                mistake("422 parameters: expected an object", b -> b.put("parameters", 5)),
                mistake(
                        "422 parameters.binary_data_output: expected true or false, got \"true\"",
                        b -> b.putObject("parameters").put("binary_data_output", "true")),
                mistake("422 outputs: expected an array", b -> b.putObject("outputs")),
                mistake(
                        "422 outputs[0]: expected an object with a name",
                        b -> b.putArray("outputs").add("image_out")),
                mistake("422 outputs: expected 'image_out' once, got it twice", b -> {
                    ArrayNode outputs = b.putArray("outputs");
                    outputs.addObject().put("name", "image_out");
                    outputs.addObject().put("name", "image_out");
                }),
                mistake(
                        "422 inputs[0].parameters: expected an object",
                        b -> input(b, 0).put("parameters", 7)),
                mistake(
                        "422 inputs[1].data[3]: expected a number, got value string",
                        b -> data(b, 1).set(3, "x")),
                mistake(
                        "422 mask_image: expected 0 to 0, got 1 at 1",
                        b -> data(b, 2).set(1, 1)),
                mistake(
                        "422 mask_image: expected whole numbers",
                        b -> data(b, 2).set(1, 0.5)),
                mistake(
                        "422 mask_image: expected the shape [2], one for each mask, got [3]",
                        b -> shape(b, 2).set(0, 3)),
                mistake(
                        "422 inputs[0].shape: expected whole numbers from 0, got -1",
                        b -> shape(b, 0).set(0, -1)),
                mistake(
                        "422 depth: no input of this model, expected image, masks and mask_image",
                        b -> input(b, 0).put("name", "depth")),
                mistake(
                        "422 inputs: expected 'image' once, got it twice",
                        b -> input(b, 1).put("name", "image")),
                mistake(
                        "422 image: expected data or binary_data_size, got both",
                        b -> input(b, 0).putObject("parameters").put("binary_data_size", 4)),
                mistake(
                        "422 outputs: 'depth' is none of this model, expected [image_out, masks_out]",
                        b -> b.putArray("outputs").addObject().put("name", "depth")),
                mistake("422 masks_out: parameter 'classification' is not supported", b -> output(b, "classification")),
                mistake(
                        "422 masks_out: parameter 'shared_memory_region' is not supported",
                        b -> output(b, "shared_memory_region")),
                mistake(
                        "422 masks: expected datatype FP32, got 'BYTES'", // 0 bytes are as many as one may have here
                        b -> {
                            input(b, 1).put("datatype", "BYTES").remove("data");
                            size(input(b, 1), 0);
                        }),
                mistake("422 id: expected a text", b -> b.put("id", 5)),
                mistake(
                        "422 inputs[0].shape: expected an array of whole numbers",
                        b -> input(b, 0).put("shape", 4)),
                mistake(
                        "422 inputs[2].parameters.binary_data_size: expected a number of bytes, got -8",
                        b -> input(b, 2).putObject("parameters").put("binary_data_size", -8)),
                mistake(
                        "422 outputs: expected at most 16384 bytes, got 20002",
                        b -> b.put("outputs", "x".repeat(20_000))),
                mistake("422 inputs: expected image, masks and mask_image, got many more", b -> {
                    for (int i = 0; i < 20; i++) {
                        inputs(b)
                                .addObject()
                                .put("name", "n" + i)
                                .put("datatype", "FP32")
                                .putArray("shape");
                    }
                }),
                mistake("400 inputs: expected start array, got value null", b -> b.putNull("inputs")));
    }

    private static Arguments mistake(String expected, Consumer<ObjectNode> change) {
        return Arguments.of(expected, change);
    }

    private static void output(ObjectNode body, String parameter) {
        body.putArray("outputs")
                .addObject()
                .put("name", "masks_out")
                .putObject("parameters")
                .put(parameter, "3");
    }

    private static ArrayNode inputs(ObjectNode body) {
        return (ArrayNode) body.path("inputs");
    }

    private static ObjectNode input(ObjectNode body, int i) {
        return (ObjectNode) inputs(body).get(i);
    }

    private static ArrayNode shape(ObjectNode body, int i) {
        return (ArrayNode) input(body, i).path("shape");
    }

    private static ArrayNode data(ObjectNode body, int i) {
        return (ArrayNode) input(body, i).path("data");
    }

    @Test
    void bodiesThatAreNoRequestsAreRefused() throws Exception {
        assertThat(Client.error(client.post(PATH, "{\"inputs\": [".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(
                        "400 body: not the JSON of a request, line 1: Unexpected end-of-input: expected close marker for"
                                + " Array");
        assertThat(Client.error(client.post(PATH, "{nonsense".getBytes(StandardCharsets.UTF_8))))
                .startsWith("400 body: not the JSON of a request, line 1: ");
        byte[] body = Client.bytes(Client.inferBody(TinyModel.sample(6, 3)));
        assertThat(Client.error(client.post(PATH, body, "Inference-Header-Content-Length", "-3")))
                .startsWith("400 Inference-Header-Content-Length: expected 0 to the body's ");
        byte[] longer = Arrays.copyOf(body, body.length + 5);
        assertThat(Client.error(
                        client.post(PATH, longer, "Inference-Header-Content-Length", Integer.toString(body.length))))
                .isEqualTo("422 body: 5 bytes follow the last tensor, see binary_data_size");
        assertThat(Client.error(client.post(PATH, new byte[100_001])))
                .isEqualTo("413 body: expected at most 100000 bytes, got 100001");
        assertThat(Client.error(client.postChunked(PATH, new byte[100_001])))
                .isEqualTo("413 body: expected at most 100000 bytes, got more");
        assertThat(client.postChunked(PATH, body).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> compressed = client.post(PATH, body, "Content-Encoding", "gzip");
        assertThat(Client.error(compressed)).isEqualTo("415 Content-Encoding: expected identity, got gzip");
        assertThat(compressed.headers().firstValue("Accept-Encoding")).contains("identity");
        assertThat(Client.error(client.post(PATH, "{\"id\": NaN}".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("400 body: not the JSON of a request, line 1: Non-standard token 'NaN'");
        assertThat(Client.error(client.post(PATH, body, "X-Timeout-Ms", "soon")))
                .isEqualTo("400 X-Timeout-Ms: expected milliseconds from 1, got 'soon'");
        assertThat(Client.error(client.post("/v2/models/other/infer", body)))
                .startsWith("404 model 'other': not served here, expected one of [");
    }
}
