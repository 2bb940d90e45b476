package org.instagan.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.instagan.graph.Attribute.Int;
import org.instagan.graph.Attribute.Ints;

/**
 * Builds a {@link Graph}. Each method emits one ONNX operator, checks its operands and infers the result's shape; an
 * operand that does not fit is an {@link IllegalArgumentException} that names operator, expectation and what came.
 */
public final class GraphBuilder {
    private final Draft draft;

    public GraphBuilder(String name) {
        this.draft = new Draft(name, Optional.empty());
    }

    private GraphBuilder(String name, GraphBuilder outer) {
        this.draft = new Draft(name, Optional.of(outer.draft));
    }

    /** Of a body, such as Scan's, whose nodes may read the values of this graph too. */
    public GraphBuilder body(String name) {
        return new GraphBuilder(name, this);
    }

    public Value input(String name, ElementType type, Shape shape) {
        return draft.input(name, type, shape);
    }

    /** A float32 parameter of fixed shape. */
    public Value parameter(String name, Shape shape) {
        return draft.parameter(name, shape);
    }

    /** An input that the runtime supplies after the parameters. */
    public Value buffer(String name, ElementType type, Shape shape) {
        return draft.buffer(name, type, shape);
    }

    public Value constant(float[] data, long... shape) {
        return draft.constant(Shape.of(shape), data);
    }

    public Value scalar(double value) {
        return constant(new float[] {(float) value});
    }

    public Value int64s(long... data) {
        return draft.constant(Shape.of(data.length), data);
    }

    private Value int64Scalar(long data) {
        return draft.constant(Shape.of(new long[0]), data);
    }

    /** What an int64 constant holds. */
    public LongStream int64sOf(Value constant) {
        return Arrays.stream(draft.longs(constant));
    }

    // Element by element

    public Value add(Value a, Value b) {
        return binary(Op.ADD, a, b);
    }

    public Value sub(Value a, Value b) {
        return binary(Op.SUB, a, b);
    }

    public Value mul(Value a, Value b) {
        return binary(Op.MUL, a, b);
    }

    public Value div(Value a, Value b) {
        return binary(Op.DIV, a, b);
    }

    public Value mul(Value a, double factor) {
        return mul(a, scalar(factor));
    }

    public Value add(Value a, double term) {
        return add(a, scalar(term));
    }

    public Value equal(Value a, Value b) {
        return emit(Op.EQUAL, ElementType.BOOL, Shape.broadcast(a.shape(), b.shape()), List.of(a, b), Map.of());
    }

    public Value greater(Value a, Value b) {
        return emit(Op.GREATER, ElementType.BOOL, Shape.broadcast(a.shape(), b.shape()), List.of(a, b), Map.of());
    }

    public Value where(Value condition, Value a, Value b) {
        require(condition.type() == ElementType.BOOL, Op.WHERE, "a BOOL condition", condition);
        Shape shape = Shape.broadcast(condition.shape(), Shape.broadcast(a.shape(), b.shape()));
        return emit(Op.WHERE, a.type(), shape, List.of(condition, a, b), Map.of());
    }

    /** An operator of one float operand that keeps its shape: Abs, Neg, Relu, Sigmoid, Sign, Softplus, Sqrt, Tanh. */
    public Value unary(Op op, Value x) {
        require(x.type() == ElementType.FLOAT, op, "a FLOAT operand", x);
        return emit(op, x.type(), x.shape(), List.of(x), Map.of());
    }

    public Value identity(Value x) {
        return emit(Op.IDENTITY, x.type(), x.shape(), List.of(x), Map.of());
    }

    public Value leakyRelu(Value x, double alpha) {
        return emit(Op.LEAKY_RELU, x.type(), x.shape(), List.of(x), Map.of("alpha", new Attribute.Real((float) alpha)));
    }

    public Value clip(Value x, double min, double max) {
        return emit(Op.CLIP, x.type(), x.shape(), List.of(x, scalar(min), scalar(max)), Map.of());
    }

    public Value cast(Value x, ElementType to) {
        return emit(Op.CAST, to, x.shape(), List.of(x), Map.of("to", new Int(to.onnx())));
    }

    // Convolution and normalisation

    /** {@code x [N,C,H,W]}, {@code w [O,C,k,k]}, optional bias {@code [O]}; the same stride and pad on both axes. */
    public Value conv(Value x, Value w, Value bias, int stride, int pad) {
        require(x.shape().rank() == 4 && w.shape().rank() == 4, Op.CONV, "4-D operands", x, w);
        require(x.shape().dim(1).equals(w.shape().dim(1)), Op.CONV, "as many channels in X as in W's axis 1", x, w);
        long k = w.shape().dim(2).size();
        Dim h = x.shape().dim(2).plus(2L * pad - k).over(stride).plus(1);
        Dim width = x.shape().dim(3).plus(2L * pad - k).over(stride).plus(1);
        Shape shape = Shape.of(x.shape().dim(0), w.shape().dim(0), h, width);
        List<Value> operands = bias == null ? List.of(x, w) : List.of(x, w, bias);
        return emit(Op.CONV, x.type(), shape, operands, convAttributes(k, stride, pad));
    }

    /** {@code x [N,C,H,W]}, {@code w [C,O,k,k]}, optional bias {@code [O]}. */
    public Value convTranspose(Value x, Value w, Value bias, int stride, int pad, int outputPadding) {
        require(
                x.shape().dim(1).equals(w.shape().dim(0)),
                Op.CONV_TRANSPOSE,
                "as many channels in X as in W's axis 0",
                x,
                w);
        long k = w.shape().dim(2).size();
        long grow = k - 2L * pad + outputPadding - stride;
        Dim h = x.shape().dim(2).times(stride).plus(grow);
        Dim width = x.shape().dim(3).times(stride).plus(grow);
        Shape shape = Shape.of(x.shape().dim(0), w.shape().dim(1), h, width);
        Map<String, Attribute> attributes = convAttributes(k, stride, pad);
        attributes.put("output_padding", Ints.of(outputPadding, outputPadding));
        List<Value> operands = bias == null ? List.of(x, w) : List.of(x, w, bias);
        return emit(Op.CONV_TRANSPOSE, x.type(), shape, operands, attributes);
    }

    public static Map<String, Attribute> convAttributes(long kernel, int stride, int pad) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("dilations", Ints.of(1, 1));
        attributes.put("group", new Int(1));
        attributes.put("kernel_shape", Ints.of(kernel, kernel));
        attributes.put("pads", Ints.of(pad, pad, pad, pad));
        attributes.put("strides", Ints.of(stride, stride));
        return attributes;
    }

    /** Without affine terms: scale 1, bias 0. */
    public Value instanceNormalization(Value x, double epsilon) {
        int channels = Math.toIntExact(x.shape().dim(1).size());
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        return emit(
                Op.INSTANCE_NORMALIZATION,
                x.type(),
                x.shape(),
                List.of(x, constant(ones, channels), constant(new float[channels], channels)),
                Map.of("epsilon", new Attribute.Real((float) epsilon)));
    }

    /** Pads the last two axes of {@code [N,C,H,W]} by mirroring, the border itself not repeated. */
    public Value reflectPad(Value x, int pad) {
        return pad(x, pad, "reflect");
    }

    /** Surrounds the last two axes of {@code [N,C,H,W]} with zeros. */
    public Value zeroPad(Value x, int pad) {
        return pad(x, pad, "constant");
    }

    /**
     * The matrix {@code [N,N+2·pad]} of 0 and 1 whose product with N+2·pad rows adds up those that reflecting made of
     * the same one.
     */
    public Value reflectionFold(Value x, int axis, int pad) {
        Dim size = x.shape().dim(axis);
        Value rows = range(size, sizeOf(x, axis));
        Value identity = cast(equal(unsqueeze(rows, 1), unsqueeze(rows, 0)), ElementType.FLOAT);
        Map<String, Attribute> reflect = Map.of("mode", new Attribute.Text("reflect"));
        Shape shape = Shape.of(size, size.plus(2L * pad));
        return emit(Op.PAD, ElementType.FLOAT, shape, List.of(identity, int64s(0, pad, 0, pad)), reflect);
    }

    private Value pad(Value x, int pad, String mode) {
        Shape shape = x.shape()
                .with(2, x.shape().dim(2).plus(2L * pad))
                .with(3, x.shape().dim(3).plus(2L * pad));
        Value pads = int64s(0, 0, pad, pad, 0, 0, pad, pad);
        return emit(Op.PAD, x.type(), shape, List.of(x, pads), Map.of("mode", new Attribute.Text(mode)));
    }

    // Layout

    public Value reshape(Value x, Shape to, Value target) {
        return emit(Op.RESHAPE, x.type(), to, List.of(x, target), Map.of());
    }

    public Value reshape(Value x, long... to) {
        return reshape(x, Shape.of(to), int64s(to));
    }

    /** The sizes of all axes, int64 {@code [rank]}; of the graph's inputs where they tell them. */
    public Value shapeOf(Value x) {
        List<Value> sizes = new ArrayList<>();
        for (Dim dim : x.shape().dims()) {
            size(dim).ifPresent(sizes::add);
        }
        if (x.shape().isFixed()) {
            return int64s(x.shape().sizes());
        }
        boolean told = sizes.size() == x.shape().rank();
        return told && sizes.size() > 1
                ? concat(0, sizes)
                : emit(Op.SHAPE, ElementType.INT64, Shape.of(x.shape().rank()), List.of(x), Map.of());
    }

    /** How many elements, as float32 {@code []}. */
    public Value count(Value x) {
        Value size = emit(Op.SIZE, ElementType.INT64, Shape.of(new long[0]), List.of(x), Map.of());
        return cast(size, ElementType.FLOAT);
    }

    public Value transpose(Value x, int... permutation) {
        List<Dim> dims = Arrays.stream(permutation).mapToObj(x.shape()::dim).toList();
        long[] axes = Arrays.stream(permutation).asLongStream().toArray();
        return emit(Op.TRANSPOSE, x.type(), new Shape(dims), List.of(x), Map.of("perm", Ints.of(axes)));
    }

    public Value unsqueeze(Value x, int... axes) {
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        for (int axis : axes) {
            dims.add(axis, Dim.of(1));
        }
        Value at = int64s(Arrays.stream(axes).asLongStream().toArray());
        return emit(Op.UNSQUEEZE, x.type(), new Shape(dims), List.of(x, at), Map.of());
    }

    public Value concat(int axis, List<Value> parts) {
        Shape first = parts.get(0).shape();
        Dim sum = Dim.of(0);
        for (Value part : parts) {
            require(
                    part.shape().with(axis, Dim.of(1)).equals(first.with(axis, Dim.of(1))),
                    Op.CONCAT,
                    "shapes equal but for axis " + axis,
                    parts.toArray(Value[]::new));
            sum = sum.plus(part.shape().dim(axis));
        }
        return emit(Op.CONCAT, parts.get(0).type(), first.with(axis, sum), parts, Map.of("axis", new Int(axis)));
    }

    /** One axis, ONNX's Slice: negative bounds count from the end; {@code result} is the axis that comes out. */
    public Value slice(Value x, int axis, long start, long end, long step, Dim result) {
        List<Value> operands = List.of(x, int64s(start), int64s(end), int64s(axis), int64s(step));
        return emit(Op.SLICE, x.type(), x.shape().with(axis, result), operands, Map.of());
    }

    /** One axis between bounds that are computed, int64 {@code [1]} each. */
    public Value slice(Value x, int axis, Value start, Value end, Dim result) {
        List<Value> operands = List.of(x, start, end, int64s(axis), int64s(1));
        return emit(Op.SLICE, x.type(), x.shape().with(axis, result), operands, Map.of());
    }

    /** The size of one axis, as int64 {@code [1]}. */
    public Value sizeOf(Value x, int axis) {
        return size(x.shape().dim(axis)).orElseGet(() -> slice(shapeOf(x), 0, axis, axis + 1L, 1, Dim.of(1)));
    }

    /** A size as int64 {@code [1]}, computed from the input that has its symbol; empty where none has. */
    private Optional<Value> size(Dim dim) {
        if (dim.isFixed()) {
            return Optional.of(int64s(dim.size()));
        }
        Dim symbol = Dim.multipleOf(dim.symbol(), dim.unit());
        for (Value input : draft.inputs()) {
            int axis = input.shape().dims().indexOf(symbol);
            if (axis >= 0) {
                Value all =
                        emit(Op.SHAPE, ElementType.INT64, Shape.of(input.shape().rank()), List.of(input), Map.of());
                return Optional.of(scaled(slice(all, 0, axis, axis + 1L, 1, Dim.of(1)), dim));
            }
        }
        return Optional.empty();
    }

    /** {@code factor·(size/unit) + offset}. */
    private Value scaled(Value size, Dim dim) {
        Value units = dim.unit() == 1 || dim.factor() == dim.unit() ? size : div(size, int64s(dim.unit()));
        Value times = dim.factor() == 1 || dim.factor() == dim.unit() ? units : mul(units, int64s(dim.factor()));
        return dim.offset() == 0 ? times : add(times, int64s(dim.offset()));
    }

    /** Rows of {@code x} along axis 0 by {@code indices [M]} int64. */
    public Value gather(Value x, Value indices) {
        require(
                indices.type() == ElementType.INT64 && indices.shape().rank() == 1,
                Op.GATHER,
                "INT64 indices [M]",
                indices);
        Shape shape = x.shape().with(0, indices.shape().dim(0));
        return emit(Op.GATHER, x.type(), shape, List.of(x, indices), Map.of("axis", new Int(0)));
    }

    public Value expand(Value x, Shape shape, Value target) {
        return emit(Op.EXPAND, x.type(), shape, List.of(x, target), Map.of());
    }

    /** 0, 1, … up to the size of {@code x}'s axis 0, as int64 {@code [N]}. */
    public Value rowNumbers(Value x) {
        return range(x.shape().dim(0), sizeOf(x, 0));
    }

    private Value range(Dim dim, Value size) {
        List<Value> operands = List.of(int64Scalar(0), reshape(size, new long[0]), int64Scalar(1));
        return emit(Op.RANGE, ElementType.INT64, Shape.of(dim), operands, Map.of());
    }

    // Sums and products

    public Value reduceSum(Value x, boolean keepDims, int... axes) {
        Value at = int64s(Arrays.stream(axes).asLongStream().toArray());
        return emit(Op.REDUCE_SUM, x.type(), reduced(x.shape(), keepDims, axes), List.of(x, at), keep(keepDims));
    }

    public Value reduceMean(Value x, boolean keepDims, int... axes) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("axes", Ints.of(Arrays.stream(axes).asLongStream().toArray()));
        attributes.putAll(keep(keepDims));
        return emit(Op.REDUCE_MEAN, x.type(), reduced(x.shape(), keepDims, axes), List.of(x), attributes);
    }

    /** {@code [n,k]·[k,m]}, for each index of the axes before them, which are the same in both or in one alone. */
    public Value matmul(Value a, Value b) {
        require(a.shape().rank() >= 2 && b.shape().rank() >= 2, Op.MATMUL, "operands of 2 axes or more", a, b);
        List<Dim> left = leading(a.shape());
        List<Dim> right = leading(b.shape());
        require(
                (left.equals(right) || left.isEmpty() || right.isEmpty())
                        && a.shape().dim(-1).equals(b.shape().dim(-2)),
                Op.MATMUL,
                "[n,k] and [k,m]",
                a,
                b);
        List<Dim> dims = new ArrayList<>(left.isEmpty() ? right : left);
        dims.add(a.shape().dim(-2));
        dims.add(b.shape().dim(-1));
        return emit(Op.MATMUL, a.type(), new Shape(dims), List.of(a, b), Map.of());
    }

    private static List<Dim> leading(Shape shape) {
        return shape.dims().subList(0, shape.rank() - 2);
    }

    /** Any operator whose result types the caller knows, even where it was applied to the same operands before. */
    public List<Value> node(Op op, List<Value> operands, List<Value> results, Map<String, Attribute> attributes) {
        return draft.node(op, operands, results, attributes);
    }

    /** The value under a name of the caller's choosing, for outputs. */
    public Value named(String name, Value x) {
        return node(Op.IDENTITY, List.of(x), List.of(new Value(name, x.type(), x.shape())), Map.of())
                .get(0);
    }

    public List<Node> nodes() {
        return draft.nodes();
    }

    public List<Value> parameters() {
        return draft.parameters();
    }

    public Graph build(List<Value> outputs) {
        return draft.graph(outputs);
    }

    private Value binary(Op op, Value a, Value b) {
        require(a.type() == b.type(), op, "operands of one type", a, b);
        try {
            return emit(op, a.type(), Shape.broadcast(a.shape(), b.shape()), List.of(a, b), Map.of());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(op.onnxName() + ": " + e.getMessage(), e);
        }
    }

    private Value emit(Op op, ElementType type, Shape shape, List<Value> operands, Map<String, Attribute> attributes) {
        return draft.once(op, operands, new Value("", type, shape), attributes);
    }

    private static Shape reduced(Shape shape, boolean keepDims, int... axes) {
        List<Dim> dims = new ArrayList<>();
        for (int i = 0; i < shape.rank(); i++) {
            int axis = i;
            if (Arrays.stream(axes).noneMatch(a -> a == axis)) {
                dims.add(shape.dim(i));
            } else if (keepDims) {
                dims.add(Dim.of(1));
            }
        }
        return new Shape(dims);
    }

    private static Map<String, Attribute> keep(boolean keepDims) {
        return Map.of("keepdims", new Int(keepDims ? 1 : 0));
    }

    private static void require(boolean met, Op op, String expected, Value... got) {
        if (!met) {
            throw new IllegalArgumentException(
                    op.onnxName() + ": expected " + expected + ", got " + Arrays.toString(got));
        }
    }
}
