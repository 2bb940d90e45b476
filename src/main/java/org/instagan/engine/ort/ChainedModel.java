package org.instagan.engine.ort;

import ai.onnxruntime.OnnxTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.instagan.engine.Cancellation;
import org.instagan.engine.Closing;
import org.instagan.engine.FloatPool;
import org.instagan.engine.winograd.ResidualChain;
import org.instagan.engine.winograd.Room;
import org.instagan.engine.winograd.Tile;
import org.instagan.error.EnvironmentException;
import org.instagan.error.InputException;
import org.instagan.file.WorkFolder;
import org.instagan.graph.Constant;
import org.instagan.graph.Graph;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.onnx.ModelFile;
import org.instagan.graph.onnx.OnnxWriter;
import org.instagan.graph.pass.ResidualBlocks;
import org.instagan.image.Size;
import org.instagan.model.ModelCard;
import org.instagan.model.Piece;

/**
 * A piece whose residual blocks are computed between two sessions, by Winograd's algorithm or as they are, whichever is
 * faster for the images at hand.
 */
final class ChainedModel implements PieceModel {
    private static final Pattern REDUCED = Pattern.compile("([HW])/([1-9][0-9]?)");

    private final Path path;
    private final Map<String, String> metadata;
    private final Piece piece;
    private final int threads;
    private final ResidualBlocks.Chain chain;
    private final int reduction;
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final OrtModel before;
    private final Optional<OrtModel> after;
    private final ResidualChain winograd;
    private final ChainTuning tuning;
    private OrtModel direct;

    /**
     * Opens the sessions.
     *
     * @param model that the chain was found in
     * @param room that pieces may share
     */
    ChainedModel(Path path, ModelFile model, Piece piece, ResidualBlocks.Chain chain, Room room, int threads) {
        this.path = path;
        this.metadata = model.metadata();
        this.piece = piece;
        this.threads = threads;
        this.chain = chain;
        this.reduction = reduction(chain);
        try {
            this.before = own(OrtModel.referring(path, chain.before(), path, metadata, piece, threads));
            this.after =
                    chain.after().map(graph -> own(OrtModel.referring(path, graph, path, metadata, piece, threads)));
            MatrixProducts products = own(new MatrixProducts(path, metadata, piece, threads));
            List<Consumer<float[]>> weights = chain.weights().stream()
                    .<Consumer<float[]>>map(w -> w::floats)
                    .toList();
            this.winograd = own(new ResidualChain(weights, chain.channels(), chain.epsilon(), products, room, threads));
            this.tuning = new ChainTuning(
                    ModelCard.weights(metadata) + " " + piece.kind(),
                    winograd,
                    weights.size() / 2,
                    chain.channels(),
                    threads,
                    () -> asIs(chain.firstBlock()));
        } catch (RuntimeException e) {
            Closing.all(owned);
            throw e;
        }
    }

    private <T extends AutoCloseable> T own(T one) {
        owned.add(0, one);
        return one;
    }

    /**
     * A part of the chain with the weights that are in memory: the model's file may be another by now. They pass through a
     * file for a moment, which costs less memory than a model in an array; where there can be none, that is what is made.
     */
    private OrtModel asIs(Graph part) {
        int each = chain.channels() * chain.channels() * 9;
        int count = Math.toIntExact(
                part.nodes().stream().filter(node -> node.op() == Op.CONV).count());
        try (WorkFolder work = WorkFolder.temporary()) {
            Path file = work.path().resolve("weights");
            write(file, count);
            Graph filled = ResidualBlocks.filled(
                    part, chain, i -> new Constant.Data.Stored(file, (long) i * each * Float.BYTES, each));
            return OrtModel.referring(path, filled, file, metadata, piece, threads);
        } catch (IOException | InputException | EnvironmentException e) {
            Graph filled = ResidualBlocks.filled(part, chain, i -> new Constant.Data.Floats(winograd.weight(i)));
            return OrtModel.of(OnnxWriter.inferenceModel(filled, Map.of(), metadata), path, piece, threads);
        }
    }

    private void write(Path file, int count) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < count; i++) {
                float[] weight = winograd.weight(i);
                ByteBuffer bytes =
                        ByteBuffer.allocate(weight.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(weight);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        }
    }

    private synchronized OrtModel direct() {
        if (direct == null) {
            direct = own(asIs(chain.blocks()));
        }
        return direct;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public ModelCard card() {
        return before.card();
    }

    @Override
    public String weights() {
        return before.weights();
    }

    /** Whether a piece with that chain can be run: an encoder ends with it, a step does not. */
    static boolean fits(ResidualBlocks.Chain chain, Piece piece) {
        return reduction(chain) > 0 && chain.after().isEmpty() == (piece == Piece.MASK_ENCODER);
    }

    /** What divides height and width of what goes into the blocks; 0 where the model does not say. */
    private static int reduction(ResidualBlocks.Chain chain) {
        Shape shape = chain.before().outputs().get(0).shape();
        Matcher height = REDUCED.matcher(shape.dim(2).toString());
        Matcher width = REDUCED.matcher(shape.dim(3).toString());
        boolean told = height.matches()
                && width.matches()
                && height.group(1).equals("H")
                && width.group(1).equals("W")
                && height.group(2).equals(width.group(2));
        return told ? Integer.parseInt(height.group(2)) : 0;
    }

    @Override
    public Features encode(OnnxTensor masks, int count, Size size, FloatPool pool, Cancellation cancellation) {
        return blocks(Map.of("masks", masks), count, size, pool, cancellation);
    }

    @Override
    public void run(
            Map<String, OnnxTensor> inputs,
            Map<String, OnnxTensor> bound,
            int count,
            Size size,
            FloatPool pool,
            Cancellation cancellation) {
        try (Images left = blocks(inputs, count, size, pool, cancellation)) {
            Map<String, OnnxTensor> all = new LinkedHashMap<>(inputs);
            all.put(chain.output().name(), left.tensor());
            after.orElseThrow()
                    .run(of(all, chain.after().orElseThrow()), Set.of(), bound, cancellation)
                    .close();
        }
    }

    /** What goes into the blocks or comes out, in a buffer of the pool. */
    private record Images(FloatBuffer buffer, OnnxTensor tensor, FloatPool pool) implements Features {
        static Images take(FloatPool pool, int count, int channels, int height, int width) {
            FloatBuffer buffer = pool.take(Math.multiplyExact(count * channels, height * width));
            return new Images(buffer, OrtModel.tensor(buffer, count, channels, height, width), pool);
        }

        @Override
        public void close() {
            tensor.close();
            pool.give(buffer);
        }
    }

    private Images blocks(
            Map<String, OnnxTensor> inputs, int count, Size size, FloatPool pool, Cancellation cancellation) {
        int height = size.height() / reduction;
        int width = size.width() / reduction;
        Images in = Images.take(pool, count, chain.channels(), height, width);
        try {
            String entering = chain.before().outputs().get(0).name();
            before.run(of(inputs, chain.before()), Set.of(), Map.of(entering, in.tensor), cancellation)
                    .close();
            Optional<Tile> tile = tuning.choose(count, height, width);
            if (tile.isEmpty()) {
                return direct(in, count, height, width, cancellation);
            }
            int blocks = chain.weights().size() / 2;
            // Where they came in they go out.
            winograd.run(blocks, in.buffer, in.buffer, count, height, width, tile.get(), pool, cancellation);
            return in;
        } catch (RuntimeException | Error e) {
            in.close();
            throw e;
        }
    }

    private Images direct(Images in, int count, int height, int width, Cancellation cancellation) {
        Images out = Images.take(in.pool, count, chain.channels(), height, width);
        try {
            direct().runOn(in.tensor, out.tensor, cancellation);
        } catch (RuntimeException | Error e) {
            out.close();
            throw e;
        }
        in.close();
        return out;
    }

    private static Map<String, OnnxTensor> of(Map<String, OnnxTensor> all, Graph graph) {
        Map<String, OnnxTensor> own = new LinkedHashMap<>();
        graph.inputs().forEach(input -> own.put(input.name(), all.get(input.name())));
        return own;
    }

    @Override
    public synchronized void close() {
        Closing.all(owned);
    }
}
