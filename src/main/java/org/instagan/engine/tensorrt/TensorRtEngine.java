package org.instagan.engine.tensorrt;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bytedeco.tensorrt.global.nvinfer.DataType;
import org.instagan.engine.Cancellation;
import org.instagan.engine.Closing;
import org.instagan.engine.Engine;
import org.instagan.engine.FloatPool;
import org.instagan.image.Size;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;

/**
 * A generator's engines on TensorRT. Images and features stay on the GPU between steps: what crosses the bus is the
 * images, masks and indices once in, the translated masks and the finished images once out. Safe for use by several threads, each with
 * a sequence of its own; as many lanes are made as sequences ever run at once.
 */
public final class TensorRtEngine implements Engine {
    private final EngineSet set;
    private final LoadedEngine encoder;
    private final LoadedEngine step;
    private final Options options;
    private final Deque<DeviceLane> idle = new ArrayDeque<>();
    private boolean closed;

    /**
     * How to run.
     *
     * @param graphs CUDA graphs held of each piece and lane, or 0: none are captured
     * @param rebuild whether to compile again what does not fit this machine
     * @param gpu CUDA's number of it
     */
    public record Options(int graphs, boolean rebuild, int gpu) {
        private static final int USUAL = 16;

        public static Options defaults() {
            return new Options(Integer.getInteger("instagan.cuda-graphs", USUAL), false, 0);
        }

        public Options rebuilding() {
            return new Options(graphs, true, gpu);
        }

        /** On a GPU by its number. */
        public Options on(int device) {
            return new Options(graphs, rebuild, device);
        }
    }

    private TensorRtEngine(EngineSet set, Options options) {
        this.set = set;
        this.encoder = set.load(Piece.MASK_ENCODER, options.gpu());
        this.step = set.load(Piece.STEP, options.gpu());
        this.options = options;
        checkTensors();
    }

    /**
     * Opens a set of engines.
     *
     * @param path {@code trt-engines/NAME/A2B.engine}, or the ONNX model that it was compiled from
     * @throws org.instagan.error.InputException when TensorRT does not work here, or the engines are missing, damaged,
     *     or of another machine
     */
    public static TensorRtEngine open(Path path, Options options) {
        EngineFiles files = EngineFiles.find(path);
        Host host = TensorRt.require(options.gpu());
        EngineSet set = options.rebuild() ? EngineSet.openOrRebuild(files, host) : EngineSet.open(files, host);
        return new TensorRtEngine(set, options);
    }

    private void checkTensors() {
        encoder.expect("masks", DataType.kFLOAT);
        encoder.expect("features", DataType.kFLOAT);
        for (String name : List.of("image", "features", "image_out", "masks_out")) {
            step.expect(name, DataType.kFLOAT);
        }
        for (String name : List.of("image_rows", "feature_rows", "mask_image")) {
            step.expect(name, DataType.kINT64);
        }
    }

    /** Bytes on the GPU that this process's sequences hold, engines and contexts not among them. */
    public static long deviceMemoryInUse() {
        return Memory.DEVICE.inUse();
    }

    @Override
    public ModelCard card() {
        return set.card();
    }

    @Override
    public String platform() {
        return "tensorrt_plan";
    }

    @Override
    public int mostImages(Size size, int masksOfEach) {
        return set.profiles().mostImages(size, masksOfEach);
    }

    /** As many as there can be: a group of steps then crosses the bus once. */
    @Override
    public int usualMasksEncoded(Size size) {
        return set.profiles().mostMasks(size);
    }

    @Override
    public Sequence begin(Batch batch, FloatPool scratch, Cancellation cancellation) {
        set.profiles().check(set.name(), batch.size(), batch.count());
        DeviceLane lane = take();
        try {
            return new DeviceSequence(lane, this::give, set, batch, cancellation);
        } catch (RuntimeException e) {
            lane.close();
            throw e;
        }
    }

    private DeviceLane take() {
        synchronized (idle) {
            if (closed) {
                throw new IllegalStateException(set.name() + ": is closed");
            }
            if (!idle.isEmpty()) {
                return idle.pop();
            }
        }
        return DeviceLane.open(encoder, step, options);
    }

    private void give(DeviceLane lane) {
        synchronized (idle) {
            if (!closed) {
                idle.push(lane);
                return;
            }
        }
        lane.close();
    }

    /** Frees what idle lanes hold; a lane in use is freed when its sequence is closed. */
    @Override
    public void close() {
        List<DeviceLane> lanes;
        synchronized (idle) {
            closed = true;
            lanes = new ArrayList<>(idle);
            idle.clear();
        }
        Closing.all(lanes);
    }
}
