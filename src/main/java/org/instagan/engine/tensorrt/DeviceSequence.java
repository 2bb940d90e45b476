package org.instagan.engine.tensorrt;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.instagan.engine.Cancellation;
import org.instagan.engine.Engine;
import org.instagan.image.Size;

/** A batch on its way, on the GPU. It has a lane until it is closed. */
final class DeviceSequence implements Engine.Sequence {
    private static final int CHANNELS = 3;

    private final DeviceLane lane;
    private final Consumer<DeviceLane> giveBack;
    private final EngineSet set;
    private final Size size;
    private final int plane;
    private final Cancellation cancellation;
    private int images;
    private int features;
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
        this.images = batch.count();
        lane.use();
        lane.upload(lane.images(), batch.images(), Math.multiplyExact(CHANNELS * images, plane));
    }

    @Override
    public void encode(FloatBuffer masks, int count) {
        cancellation.check();
        lane.use();
        set.profile().checkMasks(set.name(), count);
        busy = true;
        // The masks before may still be on their way out of the room that these come into.
        lane.await();
        long address = lane.upload(lane.masks, masks, Math.multiplyExact(count, plane));
        features = count;
        lane.encode(List.of(
                Binding.input("masks", address, count, 1, size.height(), size.width()),
                Binding.output("features", featureAddress())));
        busy = false;
    }

    @Override
    public void step(Engine.Rows rows, FloatBuffer masksOut) {
        cancellation.check();
        lane.use();
        int batch = rows.images().length;
        int masks = rows.features().length;
        set.profile().checkBatch(set.name(), batch);
        set.profile().checkMasks(set.name(), masks);
        busy = true;
        long pixels = (long) CHANNELS * plane * Float.BYTES;
        int floats = Math.multiplyExact(masks, plane);
        long masksAddress = lane.masksOut.device((long) floats * Float.BYTES);
        lane.step(List.of(
                Binding.input("image", lane.images().device(images * pixels), shape(images, CHANNELS, 1)),
                Binding.input("image_rows", lane.upload(lane.imageRows, rows.images()), batch),
                Binding.input("features", featureAddress(), shape(features, channels(), 4)),
                Binding.input("feature_rows", lane.upload(lane.featureRows, rows.features()), masks),
                Binding.input("mask_image", lane.upload(lane.maskImage, rows.maskImage()), masks),
                Binding.output("image_out", lane.nextImages().device(batch * pixels)),
                Binding.output("masks_out", masksAddress)));
        // Waits for the step, and so for the indices: their room is free again.
        lane.download(masksAddress, lane.masksOut, floats, masksOut.duplicate());
        lane.advance();
        images = batch;
        busy = false;
    }

    @Override
    public void readImage(int row, FloatBuffer out) {
        lane.download(imageAddress(row), lane.images(), CHANNELS * plane, out);
    }

    @Override
    public void writeImage(int row, FloatBuffer in) {
        lane.overwrite(imageAddress(row), lane.images(), in, CHANNELS * plane);
    }

    private long imageAddress(int row) {
        long bytes = (long) CHANNELS * plane * Float.BYTES;
        return lane.images().device(images * bytes) + row * bytes;
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
        if (busy) {
            // A call failed on the way: what is on the stream is unknown, so it is not used again.
            lane.close();
        } else {
            giveBack.accept(lane);
        }
    }
}
