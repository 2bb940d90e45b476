package org.instagan.engine.ort;

import ai.onnxruntime.OnnxTensor;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.instagan.engine.Cancellation;
import org.instagan.engine.winograd.Products;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.GraphBuilder;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.graph.onnx.OnnxWriter;
import org.instagan.model.Piece;

/** ONNX Runtime's MatMul, alone in a session. */
final class MatrixProducts implements Products, AutoCloseable {
    private final OrtModel model;

    /**
     * Products of any sizes.
     *
     * @param of the model that they are for, and its metadata
     */
    MatrixProducts(Path of, Map<String, String> metadata, Piece piece, int threads) {
        GraphBuilder graph = new GraphBuilder("products");
        Dim count = Dim.symbol("count");
        Dim width = Dim.symbol("width");
        Value left = graph.input("left", ElementType.FLOAT, Shape.of(count, Dim.symbol("rows"), width));
        Value right = graph.input("right", ElementType.FLOAT, Shape.of(count, width, width));
        Value products = graph.named("products", graph.matmul(left, right));
        this.model = OrtModel.of(
                OnnxWriter.inferenceModel(graph.build(List.of(products)), Map.of(), metadata), of, piece, threads);
    }

    @Override
    public void multiply(
            FloatBuffer left,
            FloatBuffer right,
            FloatBuffer out,
            int count,
            int rows,
            int width,
            Cancellation cancellation) {
        try (OnnxTensor l = OrtModel.tensor(left, count, rows, width);
                OnnxTensor r = OrtModel.tensor(right, count, width, width);
                OnnxTensor o = OrtModel.tensor(out, count, rows, width)) {
            model.run(Map.of("left", l, "right", r), Set.of(), Map.of("products", o), cancellation)
                    .close();
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
