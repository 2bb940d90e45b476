package org.instagan.engine.tensorrt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tensorrt.global.nvinfer;
import org.bytedeco.tensorrt.global.nvinfer.DataType;
import org.bytedeco.tensorrt.global.nvinfer.ExecutionContextAllocationStrategy;
import org.bytedeco.tensorrt.global.nvinfer.LayerInformationFormat;
import org.bytedeco.tensorrt.nvinfer.ICudaEngine;
import org.bytedeco.tensorrt.nvinfer.IEngineInspector;
import org.bytedeco.tensorrt.nvinfer.IExecutionContext;
import org.bytedeco.tensorrt.nvinfer.IRuntime;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;

/** An engine in TensorRT. It stays for the process's life, so the same file is loaded once only. */
final class LoadedEngine {
    private static final Map<String, LoadedEngine> BY_DIGEST = new LinkedHashMap<>();

    private final Path path;
    private final ICudaEngine engine;
    private final Map<Integer, Deque<IExecutionContext>> idle = new HashMap<>();

    private LoadedEngine(Path path, ICudaEngine engine) {
        this.path = path;
        this.engine = engine;
    }

    /**
     * Loads a file whose digest is known, or finds it loaded.
     *
     * @param hostCode whether the engine brings code for the host, as version-compatible ones do
     */
    static LoadedEngine once(Path path, String sha256, boolean hostCode, int gpu) {
        synchronized (BY_DIGEST) {
            return BY_DIGEST.computeIfAbsent(gpu + " " + sha256, digest -> load(path, hostCode, gpu));
        }
    }

    /** @throws InputException when the file cannot be read, or TensorRT refuses it */
    static LoadedEngine load(Path path, boolean hostCode, int gpu) {
        TensorRt.require(gpu);
        TensorRt.use(gpu);
        IRuntime runtime = Natives.need(nvinfer.createInferRuntime(TensorRtLog.INSTANCE), "Making TensorRT's runtime");
        runtime.setEngineHostCodeAllowed(hostCode);
        try (FileChannel channel = FileChannel.open(path)) {
            MappedByteBuffer plan = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            ICudaEngine engine = runtime.deserializeCudaEngine(new BytePointer(plan), plan.capacity());
            if (!Natives.isValid(engine)) {
                throw new InputException(path + ": TensorRT cannot load it: "
                        + Explanation.ofBuild(TensorRtLog.INSTANCE.drain())
                        + "; compile it again with 'instagan compile'");
            }
            return new LoadedEngine(path, engine);
        } catch (IOException e) {
            throw FileProblem.of(path + ": cannot be read: " + e, e);
        }
    }

    Path path() {
        return path;
    }

    /** For what this class does not do; nobody may close it. */
    ICudaEngine handle() {
        return engine;
    }

    /**
     * A context whose working memory the caller provides, and which the caller gives back.
     *
     * @param profile number of its optimization profile
     */
    synchronized IExecutionContext takeContext(int profile, CUstream_st stream) {
        Deque<IExecutionContext> ready = idle.getOrDefault(profile, new ArrayDeque<>());
        if (!ready.isEmpty()) {
            return ready.pop();
        }
        IExecutionContext context = Natives.need(
                engine.createExecutionContext(ExecutionContextAllocationStrategy.kUSER_MANAGED),
                path + ": making an execution context");
        Natives.require(context.setOptimizationProfileAsync(profile, stream), path + ": choosing profile " + profile);
        return context;
    }

    /** Takes a context back for the next who asks for its profile: nobody can delete it. */
    synchronized void giveContext(int profile, IExecutionContext context) {
        idle.computeIfAbsent(profile, p -> new ArrayDeque<>()).push(context);
    }

    /**
     * Checks an input's or output's type.
     *
     * @throws InputException where the engine has none of that name, or of another type
     */
    void expect(String tensor, DataType type) {
        for (int i = 0; i < engine.getNbIOTensors(); i++) {
            if (tensor.equals(engine.getIOTensorName(i))) {
                DataType got = engine.getTensorDataType(tensor).intern();
                if (got == type) {
                    return;
                }
                throw new InputException(
                        path + ": '" + tensor + "': expected " + type + ", got " + got + "; export the model again");
            }
        }
        throw new InputException(path + ": expected a tensor '" + tensor + "', the engine has none");
    }

    /** What TensorRT's inspector says of the layers. */
    JsonNode layers() {
        IEngineInspector inspector = Natives.need(engine.createEngineInspector(), path + ": inspecting it");
        String text = inspector.getEngineInformation(LayerInformationFormat.kJSON);
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            // Some versions write NaN or a bare name in it: better kept as it is than lost.
            return TextNode.valueOf(text);
        }
    }
}
