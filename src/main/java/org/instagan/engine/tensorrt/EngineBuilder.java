package org.instagan.engine.tensorrt;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tensorrt.global.nvinfer;
import org.bytedeco.tensorrt.nvinfer.IBuilder;
import org.bytedeco.tensorrt.nvinfer.IBuilderConfig;
import org.bytedeco.tensorrt.nvinfer.IHostMemory;
import org.bytedeco.tensorrt.nvinfer.INetworkDefinition;
import org.bytedeco.tensorrt.nvinfer.ITimingCache;
import org.instagan.file.Json;

/**
 * Builds one engine: the main class of the child process. TensorRT's objects are never deleted here, the process ends
 * with them.
 */
final class EngineBuilder {
    private final BuildRequest request;
    private final PrintStream out;

    private EngineBuilder(BuildRequest request, PrintStream out) {
        this.request = request;
        this.out = out;
    }

    /** @param args the file of a {@link BuildRequest} */
    public static void main(String[] args) {
        PrintStream out = System.out;
        ChildSide.run(out, () -> {
            BuildRequest request = Json.read(Path.of(args[0]), BuildRequest.class, "it is this program's own");
            new EngineBuilder(request, out).build();
        });
    }

    private void build() throws IOException {
        Host host = TensorRt.requireBuilding();
        progress("TensorRT " + host.tensorRt() + " on " + host.gpu() + " (" + host.sm() + ")");
        TensorRtLog.INSTANCE.tell(this::progress);
        long start = System.nanoTime();
        IBuilder builder = Natives.need(nvinfer.createInferBuilder(TensorRtLog.INSTANCE), "Making TensorRT's builder");
        INetworkDefinition network = NetworkReader.read(builder, Path.of(request.onnx()));
        progress("read " + network.getNbLayers() + " layers");
        IBuilderConfig config = BuilderSetup.config(builder, network, request);
        ITimingCache cache = timingCache(config);
        progress("building, level " + request.options().level() + ", " + request.profile());
        IHostMemory plan = Natives.need(builder.buildSerializedNetwork(network, config), "Building the engine");
        double seconds = (System.nanoTime() - start) / 1e9;
        write(plan, BuildRequest.PLAN);
        saveCache(cache);
        progress("built " + plan.size() / (1 << 20) + " MiB, reading it back");
        JsonNode layers = LoadedEngine.load(folder().resolve(BuildRequest.PLAN), false, TensorRt.FIRST)
                .layers();
        Json.write(folder().resolve(BuildRequest.REPORT), new BuildRequest.Report(host, seconds, layers));
    }

    private ITimingCache timingCache(IBuilderConfig config) throws IOException {
        Path file = Path.of(request.timingCache());
        boolean known = !request.timingCache().isEmpty() && Files.isRegularFile(file);
        byte[] bytes = known ? Files.readAllBytes(file) : new byte[0];
        // Kept open: TensorRT may read it until the cache is set.
        BytePointer content = known ? new BytePointer(bytes) : null;
        ITimingCache cache = Natives.need(
                config.createTimingCache(content, bytes.length), "Reading the timing cache " + request.timingCache());
        Natives.require(config.setTimingCache(cache, false), "Using the timing cache " + request.timingCache());
        return cache;
    }

    private void saveCache(ITimingCache cache) throws IOException {
        if (!request.timingCache().isEmpty()) {
            write(Natives.need(cache.serialize(), "Writing the timing cache"), BuildRequest.CACHE);
        }
    }

    private void write(IHostMemory memory, String name) throws IOException {
        ByteBuffer bytes =
                new BytePointer(memory.data()).capacity(memory.size()).asByteBuffer();
        try (FileChannel channel =
                FileChannel.open(folder().resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private Path folder() {
        return Path.of(request.folder());
    }

    private void progress(String text) {
        ChildSide.progress(out, text);
    }
}
