package org.instagan.model.artifact;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.instagan.error.InputException;
import org.instagan.graph.Graph;
import org.instagan.graph.pass.HalfPrecision;
import org.instagan.graph.pass.Options;
import org.instagan.graph.pass.ParameterSlices;
import org.instagan.graph.pass.Pass;
import org.instagan.graph.pass.Program;
import org.instagan.model.Direction;
import org.instagan.model.Family;
import org.instagan.model.Piece;
import org.instagan.model.Precision;
import org.instagan.weights.FloatTensor;

/**
 * What an export computes in, and how its files lie.
 *
 * @param half what stays in FP32; empty: everything does
 * @param sequence whether {@link Piece#SEQUENCE} is written too
 */
public record ExportFormat(Optional<Options> half, Layout layout, boolean sequence) {
    /** How files lie. */
    public enum Layout {
        /** {@code A2B.onnx} and its pieces in one folder. */
        ONNX,
        /** A model repository of NVIDIA Triton. */
        TRITON,
        /** {@code A2B.safetensors}: the weights alone, in the names of the authors' generators. */
        SAFETENSORS
    }

    public static ExportFormat fp32() {
        return new ExportFormat(Optional.empty(), Layout.ONNX, false);
    }

    public static ExportFormat fp16(Options options) {
        return new ExportFormat(Optional.of(options), Layout.ONNX, false);
    }

    public ExportFormat in(Layout other) {
        return new ExportFormat(half, other, sequence);
    }

    public ExportFormat withSequence(boolean wanted) {
        return new ExportFormat(half, layout, wanted);
    }

    /** What is written of each generator. */
    public List<Piece> pieces() {
        return Stream.of(Piece.values())
                .filter(piece -> sequence || piece != Piece.SEQUENCE)
                .toList();
    }

    public Precision precision() {
        return half.isPresent() ? Precision.FP16 : Precision.FP32;
    }

    /**
     * The largest difference allowed between one step of an export and the training graph's, in [-1,1]. FP16 has 11
     * bits, and a generator a hundred layers: 0.005 to 0.015 was measured, of which 0.03 keeps twice the distance.
     */
    public double tolerance() {
        return half.isPresent() ? 3e-2 : 1e-4;
    }

    /**
     * One piece of a generator as its file holds it, with the weights for it; pieces that only our engines run keep
     * float32 inputs and outputs.
     *
     * @param weights every parameter of the generator; others are passed on
     */
    Program program(Family family, Piece piece, Direction direction, Map<String, FloatTensor> weights) {
        return passes(piece).apply(new Program(family.piece(piece, direction), weights));
    }

    private Pass passes(Piece piece) {
        Pass cut = ParameterSlices::cut;
        return half.map(o -> piece == Piece.WHOLE ? o : o.withFloatInterfaces())
                .map(o -> cut.then(HalfPrecision.pass(o)))
                .orElse(cut);
    }

    /** @throws InputException when a pattern fits no node of any piece: it is misspelt, most likely */
    public ExportFormat checked(Family family) {
        List<Graph> pieces = Stream.of(Direction.values())
                .map(direction -> family.piece(Piece.WHOLE, direction))
                .toList();
        List<String> unused = half.map(options -> options.unused(pieces)).orElse(List.of());
        if (!unused.isEmpty()) {
            throw new InputException("keep-fp32 " + unused.get(0) + ": fits no node, expected part of a weight's name"
                    + " such as *.decoder_img.7.*");
        }
        return this;
    }
}
