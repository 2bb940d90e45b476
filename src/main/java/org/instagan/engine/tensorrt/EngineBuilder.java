package org.instagan.engine.tensorrt;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tensorrt.global.nvinfer;
import org.bytedeco.tensorrt.nvinfer.IBuilder;
import org.bytedeco.tensorrt.nvinfer.IBuilderConfig;
import org.bytedeco.tensorrt.nvinfer.IHostMemory;
import org.bytedeco.tensorrt.nvinfer.INetworkDefinition;
import org.bytedeco.tensorrt.nvinfer.ITimingCache;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.instagan.file.Json;

/**
 * Builds one engine: the main class of the child process. TensorRT's objects are never deleted here, the process ends
 * with them.
 */
final class EngineBuilder {
    private final BuildRequest request;
    private final PrintStream out;
    private Optional<TimingCache> file = Optional.empty();

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
        file = TimingCache.named(request.timingCache(), host);
        progress("TensorRT " + host.tensorRt() + " on " + host.gpu() + " (" + host.sm() + ")");
        TensorRtLog.INSTANCE.tell(this::progress);
        long start = System.nanoTime();
        IBuilder builder = Natives.need(nvinfer.createInferBuilder(TensorRtLog.INSTANCE), "Making TensorRT's builder");
        INetworkDefinition network = NetworkReader.read(builder, Path.of(request.onnx()));
        progress("read " + network.getNbLayers() + " layers");
        IBuilderConfig config = BuilderSetup.config(builder, network, request);
        ITimingCache cache = timingCache(config);
        progress("building, level " + request.options().level() + ", " + request.profiles());
        IHostMemory plan = Natives.need(builder.buildSerializedNetwork(network, config), "Building the engine");
        double seconds = (System.nanoTime() - start) / 1e9;
        PlanFile.write(plan, folder().resolve(BuildRequest.PLAN));
        save(config, cache);
        progress("built " + plan.size() / (1 << 20) + " MiB, reading it back");
        LoadedEngine engine = LoadedEngine.load(folder().resolve(BuildRequest.PLAN), false, TensorRt.FIRST);
        Json.write(
                folder().resolve(BuildRequest.REPORT),
                new BuildRequest.Report(host, seconds, engine.handle().isRefittable(), engine.layers()));
    }

    /** One that is damaged, or of another machine, is not worth a failure: it only saves time. */
    private ITimingCache timingCache(IBuilderConfig config) throws IOException {
        byte[] known = file.isPresent() ? file.get().read() : new byte[0];
        ITimingCache cache = parse(config, known);
        if (!Natives.isValid(cache)) {
            progress("cannot use " + file.map(TimingCache::file).orElseThrow() + ", measures anew");
            cache = Natives.need(parse(config, new byte[0]), "Making a timing cache");
        }
        Natives.require(config.setTimingCache(cache, false), "Using the timing cache");
        return cache;
    }

    private static ITimingCache parse(IBuilderConfig config, byte[] bytes) {
        // Kept open: TensorRT may read it until the cache is set.
        return config.createTimingCache(bytes.length == 0 ? null : new BytePointer(bytes), bytes.length);
    }

    private void save(IBuilderConfig config, ITimingCache measured) {
        if (file.isEmpty()) {
            return;
        }
        try {
            file.get().update(there -> {
                ITimingCache others = parse(config, there);
                if (there.length > 0 && Natives.isValid(others) && !measured.combine(others, false)) {
                    progress("cannot add to what others measured in "
                            + file.get().file() + ", replaces it");
                }
                return bytes(Natives.need(measured.serialize(), "Writing the timing cache"));
            });
        } catch (IOException | InputException | EnvironmentException e) {
            progress("measurements are not kept: " + e.getMessage());
        }
    }

    private static byte[] bytes(IHostMemory memory) {
        byte[] bytes = new byte[Math.toIntExact(memory.size())];
        new BytePointer(memory.data()).capacity(memory.size()).get(bytes);
        return bytes;
    }

    private Path folder() {
        return Path.of(request.folder());
    }

    private void progress(String text) {
        ChildSide.progress(out, text);
    }
}
