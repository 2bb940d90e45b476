package org.instagan.evaluate.parity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.error.InputException;
import org.instagan.file.SmallFile;
import org.instagan.model.Domain;
import org.instagan.model.Family;
import org.instagan.model.instagan.Architecture;
import org.instagan.model.instagan.Initialization;
import org.instagan.model.instagan.InstaGan;
import org.instagan.model.instagan.Networks;
import org.instagan.model.layer.Design;
import org.instagan.weights.FloatTensor;
import org.instagan.weights.Safetensors;

/** A recorded run: what it was given, and what it made of it. */
public final class RecordedCase {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private static final long MAX_BYTES = 64 << 20;

    private static final String PLAIN = "cycle_gan";

    private final String name;
    private final Path path;
    private final CaseFile file;
    private final Map<String, FloatTensor> tensors;

    private RecordedCase(String name, Path path, CaseFile file, Map<String, FloatTensor> tensors) {
        this.name = name;
        this.path = path;
        this.file = file;
        this.tensors = tensors;
    }

    /**
     * Reads {@code NAME.json} and {@code NAME.safetensors} beside it.
     *
     * @throws InputException when either is missing or malformed, or asks for what is not built yet
     */
    public static RecordedCase read(Path json) {
        CaseFile file = parse(json);
        refuse(json, file);
        String text = json.getFileName().toString();
        String name = text.endsWith(".json") ? text.substring(0, text.length() - 5) : text;
        return new RecordedCase(name, json, file, Safetensors.read(json.resolveSibling(name + ".safetensors")));
    }

    private static CaseFile parse(Path json) {
        try {
            return JSON.readValue(SmallFile.read(json, MAX_BYTES), CaseFile.class);
        } catch (NoSuchFileException e) {
            throw new InputException(json + ": no such file, expected a recorded case", e);
        } catch (JsonProcessingException e) {
            throw new InputException(json + ": not a recorded case: " + e.getOriginalMessage(), e);
        } catch (IOException e) { // malformed UTF-8 among them
            throw new InputException(json + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static void refuse(Path json, CaseFile file) {
        CaseFile.Options o = file.options();
        require(json, "options", o);
        require(json, "losses", file.losses());
        for (int i = 0; i < file.losses().size(); i++) {
            require(json, "losses[" + i + "]", file.losses().get(i));
            for (int j = 0; j < file.losses().get(i).size(); j++) {
                require(
                        json,
                        "losses[" + i + "][" + j + "]",
                        file.losses().get(i).get(j));
            }
        }
        if (file.iterations() < 1 || file.iterations() != file.losses().size()) {
            throw new InputException(json + ": iterations " + file.iterations()
                    + ": expected as many as losses, which are " + file.losses().size());
        }
        if (!PLAIN.equals(file.model())) {
            expect(json, "model", file.model(), "insta_gan");
        }
        String networks = PLAIN.equals(file.model()) ? "basic" : "set";
        expect(json, "options.netG", o.netG(), networks);
        expect(json, "options.netD", o.netD(), networks);
        expect(json, "options.norm", o.norm(), "instance");
        expect(json, "options.set_order", o.setOrder(), "decreasing");
        if (o.insPer() < 1 || o.insMax() < o.insPer()) {
            throw new InputException(json + ": options.ins_max " + o.insMax() + " and ins_per " + o.insPer()
                    + ": expected 1 or more a step, and room for a step");
        }
        long queries = (long) file.iterations() * (o.insMax() / o.insPer());
        if (o.poolSize() > 0 && o.poolSize() < queries) {
            throw new InputException(json + ": options.pool_size " + o.poolSize() + " with " + queries
                    + " steps: not supported yet, the recording's random picks from a full pool are unknown");
        }
    }

    private static void require(Path json, String field, Object value) {
        if (value == null) {
            throw new InputException(json + ": " + field + ": expected a value, got null");
        }
    }

    private static void expect(Path json, String field, String got, String supported) {
        if (!supported.equals(got)) {
            throw new InputException(
                    json + ": " + field + " '" + got + "': not supported yet, expected '" + supported + "'");
        }
    }

    public String name() {
        return name;
    }

    CaseFile.Options options() {
        return file.options();
    }

    /** Whether it is of CycleGAN, whose images have no masks. */
    boolean isPlain() {
        return PLAIN.equals(file.model());
    }

    int iterations() {
        return file.iterations();
    }

    Family family() {
        CaseFile.Options o = file.options();
        return new InstaGan(new Architecture(
                isPlain() ? Networks.PLAIN : Networks.SET,
                isPlain() ? Networks.PLAIN : Networks.SET,
                Design.usual(o.ngf(), o.ndf()),
                Initialization.USUAL,
                !o.noLsgan(),
                o.lambdaA(),
                o.lambdaB(),
                o.lambdaIdt(),
                isPlain() ? 0 : o.lambdaCtx(),
                o.insPer()));
    }

    /** By iteration, by step; a value is a number, a flag, or null where the reference computed none. */
    List<List<Map<String, Object>>> losses() {
        return file.losses();
    }

    /** A number of {@code float32_noise}, 0 where the case has none. */
    double noise(String key) {
        return file.noise() != null && file.noise().get(key) instanceof Number n ? n.doubleValue() : 0;
    }

    /** The noise of an iteration's losses; beyond the list's end its last. */
    double lossNoise(int iteration) {
        Object list = file.noise() == null ? null : file.noise().get("losses.max_relative_by_iteration");
        if (list instanceof List<?> l && !l.isEmpty() && l.get(Math.min(iteration, l.size() - 1)) instanceof Number n) {
            return n.doubleValue();
        }
        return 0;
    }

    /** The tensors whose names start with {@code prefix.}, without it, in the file's order. */
    Map<String, FloatTensor> group(String prefix) {
        Map<String, FloatTensor> group = new LinkedHashMap<>();
        tensors.forEach((key, tensor) -> {
            if (key.startsWith(prefix + ".")) {
                group.put(key.substring(prefix.length() + 1), tensor);
            }
        });
        return group;
    }

    /**
     * One tensor.
     *
     * @throws InputException when the recording lacks it or it has other axes
     */
    FloatTensor tensor(String key, long... shape) {
        FloatTensor tensor = tensors.get(key);
        if (tensor == null) {
            throw new InputException(path + ": its safetensors file lacks '" + key + "'");
        }
        for (int i = 0; i < shape.length; i++) {
            if (tensor.shape().length != shape.length || (shape[i] >= 0 && tensor.shape()[i] != shape[i])) {
                throw new InputException(path + ": tensor '" + key + "': expected shape " + Arrays.toString(shape)
                        + " (-1: any), got " + Arrays.toString(tensor.shape()));
            }
        }
        return tensor;
    }

    /** An input image, {@code [1,3,H,W]}. */
    FloatTensor image(int iteration, Domain domain) {
        return tensor("input" + iteration + "." + domain, 1, 3, file.height(), file.width());
    }

    /** An input's masks, {@code [1,n,H,W]}. */
    FloatTensor masks(int iteration, Domain domain) {
        if (isPlain()) {
            return FloatTensor.zeros(1, 0, file.height(), file.width());
        }
        return tensor("input" + iteration + "." + domain + "_masks", 1, -1, file.height(), file.width());
    }
}
