package org.instagan.model.layer;

import java.util.List;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;

/**
 * Which image each mask belongs to: {@code maskImage [M]} int64 over a batch of B images. Images share a batch, never
 * a number: a sum over masks is a product with a 0/1 matrix of B rows.
 */
public final class MaskRows {
    private final GraphBuilder graph;
    private final Value maskImage;
    private final Value images;
    private final Value membership;

    /** @param images any value whose axis 0 is the batch */
    public MaskRows(GraphBuilder graph, Value maskImage, Value images) {
        this.graph = graph;
        this.maskImage = maskImage;
        this.images = images;
        Value rows = graph.unsqueeze(graph.rowNumbers(images), 1);
        this.membership = graph.cast(graph.equal(rows, graph.unsqueeze(maskImage, 0)), ElementType.FLOAT);
    }

    /** @param counted BOOL {@code [M,1,1,1]}: the masks that sums take in */
    public MaskRows(GraphBuilder graph, Value maskImage, Value images, Value counted) {
        this.graph = graph;
        this.maskImage = maskImage;
        this.images = images;
        Value flags = graph.cast(counted, ElementType.FLOAT);
        Value row = graph.reshape(flags, Shape.of(Dim.of(1), counted.shape().dim(0)), graph.int64s(1, -1));
        this.membership = graph.mul(new MaskRows(graph, maskImage, images).membership, row);
    }

    /**
     * Which masks the authors' networks take in: those that are not -1 everywhere, and of an image that has none such its
     * first. BOOL {@code [M,1,1,1]}.
     *
     * @param masks {@code [M,1,H,W]}
     */
    public Value filled(Value masks) {
        Value mean = graph.reduceMean(graph.add(masks, 1), true, 1, 2, 3);
        Value filled = graph.cast(graph.greater(mean, graph.scalar(0)), ElementType.FLOAT);
        Value lacking = perMask(graph.sub(graph.scalar(1), graph.clip(sumPerImage(filled), 0, 1)));
        Value first = graph.reshape(first(), filled.shape(), graph.int64s(-1, 1, 1, 1));
        return graph.greater(graph.add(filled, graph.mul(lacking, first)), graph.scalar(0.5));
    }

    /** {@code [M]}: 1 where no mask before it is of the same image. */
    private Value first() {
        Value rows = graph.rowNumbers(maskImage);
        Value same = graph.equal(graph.unsqueeze(maskImage, 1), graph.unsqueeze(maskImage, 0));
        Value before = graph.greater(graph.unsqueeze(rows, 1), graph.unsqueeze(rows, 0));
        Value both = graph.mul(graph.cast(same, ElementType.FLOAT), graph.cast(before, ElementType.FLOAT));
        return graph.sub(graph.scalar(1), graph.clip(graph.reduceSum(both, false, 1), 0, 1));
    }

    /** The same, but only masks that are {@code counted}, BOOL {@code [M,1,1,1]}, are in the sums. */
    public MaskRows counting(Value counted) {
        return new MaskRows(graph, maskImage, images, counted);
    }

    /** Sums {@code [M,C,H,W]} over each image's masks: {@code [B,C,H,W]}. */
    public Value sumPerImage(Value perMask) {
        Shape shape = perMask.shape();
        Dim flat = Dim.symbol("flat" + shape.with(0, Dim.of(1)));
        Value rows = graph.reshape(perMask, Shape.of(shape.dim(0), flat), graph.int64s(0, -1));
        Value rest = graph.slice(graph.shapeOf(perMask), 0, 1, 4, 1, Dim.of(3));
        Value target = graph.concat(0, List.of(graph.sizeOf(images, 0), rest));
        return graph.reshape(
                graph.matmul(membership, rows), shape.with(0, images.shape().dim(0)), target);
    }

    /** Gives every mask its image's row: {@code [B,…]} to {@code [M,…]}. */
    public Value perMask(Value perImage) {
        return graph.gather(perImage, maskImage);
    }
}
