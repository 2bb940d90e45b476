package org.instagan.engine.tensorrt;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tensorrt.global.nvinfer;
import org.bytedeco.tensorrt.global.nvinfer.SerializationFlag;
import org.bytedeco.tensorrt.global.nvonnxparser;
import org.bytedeco.tensorrt.nvinfer.IHostMemory;
import org.bytedeco.tensorrt.nvinfer.IRefitter;
import org.bytedeco.tensorrt.nvinfer.ISerializationConfig;
import org.bytedeco.tensorrt.nvonnxparser.IParserRefitter;
import org.instagan.error.InputException;
import org.instagan.file.Json;

/**
 * Puts a model's weights into an engine whose kernels stay as they were chosen: the main class of the child process.
 * No kernel is searched for again.
 */
final class EngineRefitter {
    private EngineRefitter() {}

    /** @param args the file of a {@link RefitRequest} */
    public static void main(String[] args) {
        PrintStream out = System.out;
        ChildSide.run(
                out, () -> refit(Json.read(Path.of(args[0]), RefitRequest.class, "it is this program's own"), out));
    }

    private static void refit(RefitRequest request, PrintStream out) throws IOException {
        Host host = TensorRt.requireBuilding();
        long start = System.nanoTime();
        LoadedEngine engine = LoadedEngine.load(Path.of(request.engine()), request.hostCode(), TensorRt.FIRST);
        IRefitter refitter = Natives.need(
                nvinfer.createInferRefitter(engine.handle(), TensorRtLog.INSTANCE), "Making TensorRT's refitter");
        IParserRefitter parser = Natives.need(
                nvonnxparser.createParserRefitter(refitter, TensorRtLog.INSTANCE), "Making TensorRT's ONNX refitter");
        byte[] onnx = Files.readAllBytes(Path.of(request.onnx()));
        // Kept open: the refitter may refer to the weights in it until it is done.
        BytePointer model = new BytePointer(onnx);
        if (!parser.refitFromBytes(model, onnx.length)) {
            throw new InputException(request.onnx() + ": its weights do not fit " + request.engine() + ": "
                    + Explanation.ofBuild(TensorRtLog.INSTANCE.drain()));
        }
        Natives.require(refitter.refitCudaEngine(), "Putting the weights into " + request.engine());
        ChildSide.progress(out, "has the weights of " + request.onnx());
        ISerializationConfig config =
                Natives.need(engine.handle().createSerializationConfig(), "Configuring how the engine is written");
        keepRefittable(config);
        IHostMemory plan = Natives.need(engine.handle().serializeWithConfig(config), "Writing the engine");
        Path folder = Path.of(request.folder());
        PlanFile.write(plan, folder.resolve(BuildRequest.PLAN));
        double seconds = (System.nanoTime() - start) / 1e9;
        LoadedEngine made = LoadedEngine.load(folder.resolve(BuildRequest.PLAN), request.hostCode(), TensorRt.FIRST);
        Json.write(
                folder.resolve(BuildRequest.REPORT),
                new BuildRequest.Report(host, seconds, made.handle().isRefittable(), made.layers()));
    }

    /** Otherwise this would be the last time. TensorRT 10.6 does not know the flag. */
    private static void keepRefittable(ISerializationConfig config) {
        for (SerializationFlag flag : SerializationFlag.values()) {
            if (flag.name().equals("kINCLUDE_REFIT")) {
                Natives.require(config.setFlag(flag), "Keeping the engine refittable");
            }
        }
    }
}
