package org.instagan.engine.tensorrt;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.tensorrt.nvinfer.Dims64;
import org.bytedeco.tensorrt.nvinfer.IExecutionContext;
import org.instagan.engine.Closing;

/**
 * One engine on one stream. A call that comes again with the same shapes and addresses is captured as a CUDA graph and
 * replayed from then on, which spares the launching of every kernel.
 */
final class PieceRunner implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(PieceRunner.class.getName());

    private final LoadedEngine engine;
    private final CUstream_st stream;
    private final WorkingPool.Room working;
    private final Map<Integer, IExecutionContext> plain = new HashMap<>();
    private final GraphCache<Call, Replay> graphs;
    private boolean capturing = true;

    /** What a CUDA graph holds for, beside the working memory. */
    private record Call(int profile, List<Binding> bindings) {}

    /**
     * A runner; it borrows the stream and the room.
     *
     * @param graphs most CUDA graphs held
     */
    PieceRunner(LoadedEngine engine, CUstream_st stream, WorkingPool.Room working, int graphs) {
        this.engine = engine;
        this.stream = stream;
        this.working = working;
        this.graphs = new GraphCache<>(graphs);
    }

    /**
     * Puts the work on the stream and returns before it is done.
     *
     * @param profile number of the engine's optimization profile
     */
    void run(int profile, List<Binding> bindings) {
        Call call = new Call(profile, bindings);
        Optional<Replay> known = graphs.find(call);
        if (known.isPresent() && working.has(known.get().memory)) {
            known.get().launch();
        } else if (capturing && graphs.isWorthCapturing(call)) {
            runAndCapture(call);
        } else {
            enqueue(plain.computeIfAbsent(profile, p -> engine.takeContext(p, stream)), bindings);
        }
    }

    /** Does the call, because TensorRT settles its shapes and loads kernels the first time, and captures it then. */
    private void runAndCapture(Call call) {
        Replay replay = new Replay(call.profile());
        try {
            replay.memory = enqueue(replay.context, call.bindings());
            replay.capture();
            graphs.put(call, replay);
        } catch (CaptureFailure e) {
            // The call itself went well, and will again without a graph.
            capturing = false;
            replay.close();
            LOGGER.log(System.Logger.Level.WARNING, "CUDA graphs are off from now on: " + e.getMessage());
        } catch (RuntimeException e) {
            replay.close();
            throw e;
        }
    }

    /** The working memory that it runs in: as much as these shapes need, or more. */
    private Memory.Block enqueue(IExecutionContext context, List<Binding> bindings) {
        for (Binding binding : bindings) {
            if (binding.isInput()) {
                try (Dims64 dims = Natives.dims(binding.sizes())) {
                    Natives.require(
                            context.setInputShape(binding.tensor(), dims),
                            engine.path() + ": the shape " + binding.shape() + " of '" + binding.tensor() + "'");
                }
            }
            Natives.require(
                    context.setTensorAddress(binding.tensor(), CudaMemory.at(binding.address())),
                    engine.path() + ": the address of '" + binding.tensor() + "'");
        }
        long bytes = context.updateDeviceMemorySizeForShapes();
        Natives.require(bytes >= 0, engine.path() + ": the working memory of its shapes");
        Memory.Block memory = working.atLeast(bytes, this::settle);
        context.setDeviceMemoryV2(CudaMemory.at(memory.address()), memory.size());
        Natives.requireEnqueued(context.enqueueV3(stream), engine.path() + ": running it");
        return memory;
    }

    private void settle() {
        Natives.check(cudart.cudaStreamSynchronize(stream), "Waiting for the GPU");
    }

    @Override
    public void close() {
        AutoCloseable contexts = () -> plain.forEach(engine::giveContext);
        Closing.all(List.of(graphs, contexts));
    }

    /** A captured call. It has a context of its own: changing the context's shapes would spoil the graph. */
    private final class Replay implements GraphCache.Capture {
        private final int profile;
        private final IExecutionContext context;
        private final CUgraph_st graph = new CUgraph_st();
        private final CUgraphExec_st executable = new CUgraphExec_st();
        private Memory.Block memory;

        Replay(int profile) {
            this.profile = profile;
            this.context = engine.takeContext(profile, stream);
        }

        void capture() {
            // Thread-local: other threads may allocate meanwhile.
            check(cudart.cudaStreamBeginCapture(stream, cudart.cudaStreamCaptureModeThreadLocal), "beginning");
            boolean enqueued = context.enqueueV3(stream);
            int ended = cudart.cudaStreamEndCapture(stream, graph);
            if (!enqueued) {
                throw new CaptureFailure(
                        Natives.failed(engine.path() + ": capturing it").getMessage());
            }
            check(ended, "ending");
            check(cudart.cudaGraphInstantiate(executable, graph, 0), "instantiating");
        }

        private void check(int code, String what) {
            if (code != cudart.cudaSuccess) {
                // The error sticks to the thread otherwise, and the next call would report it again.
                cudart.cudaGetLastError();
                throw new CaptureFailure(what + " a capture of " + engine.path() + ": "
                        + cudart.cudaGetErrorString(code).getString());
            }
        }

        void launch() {
            Natives.check(cudart.cudaGraphLaunch(executable, stream), "Launching a CUDA graph");
        }

        @Override
        public void close() {
            // The last launch may still run.
            cudart.cudaStreamSynchronize(stream);
            if (!executable.isNull()) {
                cudart.cudaGraphExecDestroy(executable);
            }
            if (!graph.isNull()) {
                cudart.cudaGraphDestroy(graph);
            }
            engine.giveContext(profile, context);
        }
    }

    private static final class CaptureFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CaptureFailure(String message) {
            super(message);
        }
    }
}
