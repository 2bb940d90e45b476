package org.instagan.engine.tensorrt;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.instagan.error.InputException;
import org.instagan.file.Json;
import org.instagan.file.Sha256;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;

/**
 * What an engine says of itself, in a JSON file beside it; the engine's own bytes say nothing that can be read before
 * it is loaded.
 *
 * @param format of this file
 * @param engineSha256 of the engine
 * @param onnx the model that it was built from
 * @param onnxSha256 of that model
 * @param metadata of that model
 * @param host where it was built
 * @param precision what it computes in: the model's, {@code tf32} where FP32 products may be rounded so
 * @param built when, in ISO 8601
 * @param seconds that building took
 * @param bytes of the engine
 * @param layers what TensorRT's inspector says of the layers
 */
record Sidecar(
        int format,
        Piece piece,
        String engineSha256,
        String onnx,
        String onnxSha256,
        Map<String, String> metadata,
        Host host,
        String precision,
        Profiles profiles,
        BuildOptions options,
        String built,
        double seconds,
        long bytes,
        JsonNode layers) {
    static final int FORMAT = 2;
    private static final String REMEDY = "compile the engine again with 'instagan compile'";

    /** Where the sidecar of an engine is. */
    static Path beside(Path engine) {
        return engine.resolveSibling(engine.getFileName() + ".json");
    }

    /** Of an engine that was made just now. */
    static Sidecar of(
            Path plan,
            Piece piece,
            Path onnx,
            Map<String, String> metadata,
            BuildRequest.Report report,
            String precision,
            Profiles profiles,
            BuildOptions options) {
        return new Sidecar(
                FORMAT,
                piece,
                Sha256.of(plan),
                onnx.toString(),
                Sha256.of(onnx),
                metadata,
                report.host(),
                precision,
                profiles,
                options.refittable(report.refittable()),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                report.seconds(),
                plan.toFile().length(),
                report.layers());
    }

    void writeBeside(Path plan) {
        Json.write(beside(plan), this);
    }

    /** @throws InputException when it is missing, damaged, or of a later version of this program */
    static Sidecar read(Path engine) {
        Path path = beside(engine);
        Sidecar sidecar = Json.read(path, Sidecar.class, REMEDY);
        if (sidecar.format != FORMAT) {
            throw new InputException(path + ": expected format " + FORMAT + ", got " + sidecar.format + "; " + REMEDY);
        }
        if (sidecar.piece == null || sidecar.host == null || sidecar.profiles == null || sidecar.options == null) {
            throw new InputException(path + ": is damaged (piece, host, profiles or options is null); " + REMEDY);
        }
        return sidecar;
    }

    ModelCard card(Path engine) {
        return ModelCard.fromMetadata(beside(engine).toString(), metadata, piece);
    }

    /** The digest that it shares with the other pieces of its generator. */
    String weights() {
        return ModelCard.weights(metadata);
    }

    /** Why the engine cannot run on this machine; empty where it can. */
    Optional<String> mismatch(Host here) {
        boolean versionFits = options.versionCompatible()
                ? host.generation().equals(here.generation())
                : host.tensorRt().equals(here.tensorRt());
        boolean gpuFits = options.hardware().allows(host, here);
        if (versionFits && gpuFits) {
            return Optional.empty();
        }
        String gpu = !gpuFits && host.capability() == here.capability() ? " (" + host.gpu() + ")" : "";
        String hereGpu = gpu.isEmpty() ? "" : " (" + here.gpu() + ")";
        return Optional.of("built for " + host.sm() + gpu + " with TensorRT " + host.tensorRt() + ", this is "
                + here.sm() + hereGpu + " with TensorRT " + here.tensorRt());
    }
}
