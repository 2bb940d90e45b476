package org.instagan.model.artifact;

import java.nio.file.Path;
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
import org.instagan.graph.pass.Quantization;
import org.instagan.model.Direction;
import org.instagan.model.Family;
import org.instagan.model.Piece;
import org.instagan.model.Precision;
import org.instagan.weights.FloatTensor;

/**
 * What an export computes in, and how its files lie.
 *
 * @param half what stays in FP32 beside FP16; empty: this is not of FP16
 * @param int8 empty: this is not of INT8; one of the two at most is there
 * @param sequence whether {@link Piece#SEQUENCE} is written too
 */
public record ExportFormat(Optional<Options> half, Optional<Int8> int8, Layout layout, boolean sequence) {
    /**
     * How layers are quantized.
     *
     * @param kept globs of the layers that stay in FP32
     * @param pictures a data set to calibrate with; empty: the run's
     * @param psnr to FP32 after the last step, dB: layers go back to FP32 until images and masks have it
     * @param ranges of the layers that do not, by their weight's name; empty before they are calibrated
     */
    public record Int8(
            List<String> kept, Optional<Path> pictures, double psnr, Map<String, Quantization.Range> ranges) {
        public Int8 {
            kept = List.copyOf(kept);
            ranges = Map.copyOf(ranges);
        }
    }

    /** How files lie. */
    public enum Layout {
        /** {@code A2B.onnx} and its pieces in one folder. */
        ONNX,
        /** A model repository of NVIDIA Triton. */
        TRITON,
        /** {@code A2B.safetensors}: the weights alone, in the names of the authors' generators. */
        SAFETENSORS,
        /** {@code latest_net_G_A.pth} and the other three networks, as the authors' code saves and loads them. */
        PYTORCH
    }

    public static ExportFormat fp32() {
        return new ExportFormat(Optional.empty(), Optional.empty(), Layout.ONNX, false);
    }

    public static ExportFormat fp16(Options options) {
        return new ExportFormat(Optional.of(options), Optional.empty(), Layout.ONNX, false);
    }

    /** What an INT8 format is judged by: the same in FP32. */
    public ExportFormat unquantized() {
        return new ExportFormat(Optional.empty(), Optional.empty(), layout, sequence);
    }

    /** As yet without ranges, which {@link #calibrated} adds. */
    public static ExportFormat int8(List<String> kept, Optional<Path> pictures, double psnr) {
        Int8 quantized = new Int8(kept, pictures, psnr, Map.of());
        return new ExportFormat(Optional.empty(), Optional.of(quantized), Layout.ONNX, false);
    }

    /** An INT8 format whose layers with these ranges are quantized, and no others. */
    public ExportFormat calibrated(Map<String, Quantization.Range> ranges) {
        Int8 known = int8.orElseThrow();
        Int8 complete = new Int8(known.kept(), known.pictures(), known.psnr(), ranges);
        return new ExportFormat(half, Optional.of(complete), layout, sequence);
    }

    public ExportFormat in(Layout other) {
        return new ExportFormat(half, int8, other, sequence);
    }

    public ExportFormat withSequence(boolean wanted) {
        return new ExportFormat(half, int8, layout, wanted);
    }

    /** What is written of each generator. */
    public List<Piece> pieces() {
        return Stream.of(Piece.values())
                .filter(piece -> sequence || piece != Piece.SEQUENCE)
                .toList();
    }

    public Precision precision() {
        return half.map(o -> Precision.FP16)
                .or(() -> int8.map(i -> Precision.INT8))
                .orElse(Precision.FP32);
    }

    /**
     * The largest difference allowed between one step of an export and the training graph's, in [-1,1]. FP16 has 11
     * bits, and a generator a hundred layers: 0.005 to 0.015 was measured, of which 0.03 keeps twice the distance. INT8
     * is judged by pictures instead.
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
        if (int8.isPresent()) {
            return cut.then(Quantization.pass(int8.get().ranges()));
        }
        return half.map(o -> piece == Piece.WHOLE ? o : o.withFloatInterfaces())
                .map(o -> cut.then(HalfPrecision.pass(o)))
                .orElse(cut);
    }

    /** @throws InputException when a pattern fits no node of any piece: it is misspelt, most likely */
    public ExportFormat checked(Family family) {
        List<Graph> pieces = Stream.of(Direction.values())
                .map(direction -> family.piece(Piece.WHOLE, direction))
                .toList();
        List<String> unused = half.or(() -> int8.map(i -> Options.defaults().keepingNames(i.kept())))
                .map(options -> options.unused(pieces))
                .orElse(List.of());
        if (!unused.isEmpty()) {
            throw new InputException("keep-fp32 " + unused.get(0) + ": fits no node, expected part of a weight's name"
                    + " such as *.decoder_img.7.*");
        }
        return this;
    }
}
