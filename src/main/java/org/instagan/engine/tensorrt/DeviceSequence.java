package org.instagan.engine.tensorrt;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.instagan.engine.Cancellation;
import org.instagan.engine.Engine;
import org.instagan.image.Size;

/**
 * A batch on its way, on the GPU. It has a lane until it is closed. A group of steps goes on the stream without a wait
 * in between: its masks and indices cross the bus once, its results once.
 */
final class DeviceSequence implements Engine.Sequence {
    private static final int CHANNELS = 3;

    private final DeviceLane lane;
    private final Consumer<DeviceLane> giveBack;
    private final EngineSet set;
    private final Size size;
    private final int plane;
    private final int batch;
    private final Cancellation cancellation;
    private final List<FloatBuffer> masksOut = new ArrayList<>();
    private final List<FloatBuffer> imagesOut = new ArrayList<>();
    private RowTable rows = RowTable.of(List.of());
    private int images;
    private int features;
    private int stepped;
    private boolean closed;
    private boolean busy;

    DeviceSequence(
            DeviceLane lane,
            Consumer<DeviceLane> giveBack,
            EngineSet set,
            Engine.Batch batch,
            Cancellation cancellation) {
        this.lane = lane;
        this.giveBack = giveBack;
        this.set = set;
        this.size = batch.size();
        this.cancellation = cancellation;
        this.plane = size.width() * size.height();
        this.batch = batch.count();
        this.images = batch.count();
        lane.use();
        lane.upload(lane.images(), batch.images(), Math.multiplyExact(CHANNELS * images, plane));
    }

    @Override
    public void encode(FloatBuffer masks, int count, List<Engine.Rows> steps) {
        cancellation.check();
        lane.use();
        int profile = set.profiles().choose(set.name(), size, count);
        if (features > 0) {
            // The masks before may still be on their way out of the room that these come into.
            await();
        }
        busy = true;
        long address = lane.upload(lane.masks, masks, Math.multiplyExact(count, plane));
        features = count;
        lane.encode(
                profile,
                List.of(
                        Binding.input("masks", address, count, 1, size.height(), size.width()),
                        Binding.output("features", featureAddress())));
        rows = RowTable.of(steps);
        stepped = 0;
        lane.upload(lane.table, rows.table());
        lane.groupOut.device(planes(rows.masks()));
        busy = false;
    }

    @Override
    public void step(FloatBuffer out) {
        cancellation.check();
        lane.use();
        RowTable.Step about = rows.steps().get(stepped);
        int profile = set.profiles().choose(set.name(), size, about.images(), features, about.masks());
        busy = true;
        long masksAddress = lane.masksOut.device(planes(about.masks()));
        lane.step(profile, bindings(about, indices(about), masksAddress));
        int first = rows.steps().subList(0, stepped).stream()
                .mapToInt(RowTable.Step::masks)
                .sum();
        lane.move(masksAddress, lane.groupOut.device(planes(rows.masks())) + planes(first), planes(about.masks()));
        masksOut.add(out.slice(out.position(), about.masks() * plane));
        lane.advance();
        images = about.images();
        stepped++;
        busy = false;
    }

    /** Where the step's indices are for the step. */
    private long indices(RowTable.Step about) {
        long bytes = (long) about.size() * Long.BYTES;
        long address = lane.indices.device(bytes);
        long table = lane.table.device((long) rows.table().length * Long.BYTES);
        lane.move(table + (long) about.first() * Long.BYTES, address, bytes);
        return address;
    }

    private List<Binding> bindings(RowTable.Step about, long indices, long masksAddress) {
        int count = about.images();
        int masks = about.masks();
        long features = featureAddress();
        return List.of(
                Binding.input("image", lane.images().device(CHANNELS * planes(images)), shape(images, CHANNELS, 1)),
                Binding.input("image_rows", indices, count),
                Binding.input("features", features, shape(this.features, channels(), 4)),
                Binding.input("feature_rows", indices + (long) about.featuresAt() * Long.BYTES, masks),
                Binding.input("mask_image", indices + (long) about.maskImageAt() * Long.BYTES, masks),
                Binding.output("image_out", lane.nextImages().device(CHANNELS * planes(count))),
                Binding.output("masks_out", masksAddress));
    }

    @Override
    public void readImage(int row, FloatBuffer out) {
        if (imagesOut.size() == batch) {
            await(); // somebody reads images more often than once
        }
        long bytes = CHANNELS * planes(1);
        lane.download(imageAddress(row), lane.imagesOut.pinned(batch * bytes), imagesOut.size() * bytes, bytes);
        imagesOut.add(out.slice(out.position(), CHANNELS * plane));
    }

    @Override
    public void writeImage(int row, FloatBuffer in) {
        lane.overwrite(imageAddress(row), lane.images(), in, CHANNELS * plane);
    }

    @Override
    public void await() {
        int masks = masksOut.stream().mapToInt(FloatBuffer::remaining).sum() / plane;
        int before = rows.steps().subList(0, stepped).stream()
                        .mapToInt(RowTable.Step::masks)
                        .sum()
                - masks;
        if (masks > 0) {
            long from = lane.groupOut.device(planes(rows.masks())) + planes(before);
            lane.download(from, lane.groupOut.pinned(planes(rows.masks())), 0, planes(masks));
        }
        lane.await();
        scatter(lane.groupOut, masksOut);
        scatter(lane.imagesOut, imagesOut);
    }

    /** Gives what has arrived in pinned room to those who asked for it, one after the other. */
    private static void scatter(Slot slot, List<FloatBuffer> wanted) {
        int floats = wanted.stream().mapToInt(FloatBuffer::remaining).sum();
        if (floats > 0) {
            FloatBuffer from = slot.buffer((long) floats * Float.BYTES).asFloatBuffer();
            int at = 0;
            for (FloatBuffer to : wanted) {
                int part = to.remaining();
                to.put(from.slice(at, part));
                at += part;
            }
        }
        wanted.clear();
    }

    /** Bytes of so many planes of floats. */
    private long planes(int count) {
        return (long) count * plane * Float.BYTES;
    }

    private long imageAddress(int row) {
        return lane.images().device(CHANNELS * planes(images)) + CHANNELS * planes(row);
    }

    private int channels() {
        return 4 * set.card().filters();
    }

    private long featureAddress() {
        return lane.features.device((long) features * channels() * (plane / 16) * Float.BYTES);
    }

    private long[] shape(long rows, long channels, int reduction) {
        return new long[] {rows, channels, size.height() / reduction, size.width() / reduction};
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean usable = !busy;
        try {
            if (usable) {
                lane.release();
            }
        } catch (RuntimeException e) {
            usable = false;
            throw e;
        } finally {
            if (usable) {
                giveBack.accept(lane);
            } else {
                // A call failed on the way: what is on the stream is unknown, so it is not used again.
                lane.close();
            }
        }
    }
}
