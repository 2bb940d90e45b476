package org.instagan.graph.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.instagan.error.InputException;
import org.instagan.graph.Attribute;
import org.instagan.graph.Constant;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.Node;
import org.instagan.graph.Op;
import org.instagan.graph.Shape;
import org.instagan.graph.Value;
import org.instagan.weights.FloatTensor;

/** One graph from protobuf, every value with the type that the file states; a body sees the values around it. */
final class GraphReader {
    private final String where;
    private final Map<String, Value> values;

    private final Optional<StoredWeights> stored;

    private GraphReader(String where, Optional<StoredWeights> stored, Map<String, Value> around) {
        this.where = where;
        this.stored = stored;
        this.values = new HashMap<>(around);
    }

    /** @param stored where weights are that stay in their file; empty: all are read */
    static Graph read(String where, OnnxMl.GraphProto graph, Optional<StoredWeights> stored) {
        return new GraphReader(where, stored, Map.of()).graph(graph);
    }

    private Graph graph(OnnxMl.GraphProto graph) {
        Stream.of(graph.getInputList(), graph.getOutputList(), graph.getValueInfoList())
                .flatMap(List::stream)
                .map(this::value)
                .forEach(v -> values.put(v.name(), v));
        List<Constant> constants =
                graph.getInitializerList().stream().map(this::constant).toList();
        constants.forEach(c -> values.put(c.value().name(), c.value()));
        return new Graph(
                graph.getName(),
                graph.getInputList().stream().map(v -> known(v.getName())).toList(),
                List.of(),
                List.of(),
                constants,
                graph.getNodeList().stream().map(this::node).toList(),
                graph.getOutputList().stream().map(v -> known(v.getName())).toList());
    }

    private Value value(OnnxMl.ValueInfoProto info) {
        OnnxMl.TypeProto.Tensor type = info.getType().getTensorType();
        List<Dim> dims = type.getShape().getDimList().stream()
                .map(d -> d.hasDimValue() ? Dim.of(d.getDimValue()) : Dim.symbol(d.getDimParam()))
                .toList();
        return new Value(info.getName(), elementType(info.getName(), type.getElemType()), new Shape(dims));
    }

    private ElementType elementType(String name, int onnx) {
        return Stream.of(ElementType.values())
                .filter(t -> t.onnx() == onnx)
                .findFirst()
                .orElseThrow(() -> new InputException(
                        where + ": '" + name + "' has ONNX's element type " + onnx + ", which is not supported"));
    }

    private Value known(String name) {
        if (name.isEmpty()) {
            return Value.NONE;
        }
        Value value = values.get(name);
        if (value == null) {
            throw new InputException(
                    where + ": the type of '" + name + "' is not stated; expected a model exported here");
        }
        return value;
    }

    private Constant constant(OnnxMl.TensorProto tensor) {
        long[] sizes = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        Value value = new Value(tensor.getName(), elementType(tensor.getName(), tensor.getDataType()), Shape.of(sizes));
        ByteString raw = tensor.getRawData();
        if (value.type() == ElementType.BOOL || raw.size() != value.type().bytes() * FloatTensor.elements(sizes)) {
            throw new InputException(where + ": the data of " + value + " does not fit: " + raw.size() + " bytes");
        }
        Optional<Constant.Data> inFile = value.type() == ElementType.FLOAT
                ? stored.flatMap(weights -> weights.find(value.name(), raw.size()))
                : Optional.empty();
        if (inFile.isPresent()) {
            return new Constant(value, inFile.get());
        }
        ByteBuffer data = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        return switch (value.type()) {
            case FLOAT, FLOAT16 -> Constant.of(value, Floats.read(value.type(), data));
            case INT8, UINT8 -> Constant.of(value, raw.toByteArray());
            case INT32, INT64, BOOL -> Constant.of(value, longs(value.type(), data));
        };
    }

    private static long[] longs(ElementType type, ByteBuffer data) {
        long[] longs = new long[data.remaining() / type.bytes()];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = type == ElementType.INT64 ? data.getLong() : data.getInt();
        }
        return longs;
    }

    private Node node(OnnxMl.NodeProto node) {
        Op op = Stream.of(Op.values())
                .filter(o -> o.onnxName().equals(node.getOpType()) && o.domain().equals(node.getDomain()))
                .findFirst()
                .orElseThrow(() -> new InputException(where + ": node '" + node.getName() + "' is of the operator "
                        + node.getDomain() + ":" + node.getOpType() + ", which is not supported"));
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        node.getAttributeList().forEach(a -> attributes.put(a.getName(), attribute(node, a)));
        return new Node(op, named(node.getInputList()), named(node.getOutputList()), attributes);
    }

    private List<Value> named(List<String> names) {
        return new ArrayList<>(names.stream().map(this::known).toList());
    }

    private Attribute attribute(OnnxMl.NodeProto node, OnnxMl.AttributeProto attribute) {
        return switch (attribute.getType()) {
            case INT -> new Attribute.Int(attribute.getI());
            case FLOAT -> new Attribute.Real(attribute.getF());
            case STRING -> new Attribute.Text(attribute.getS().toStringUtf8());
            case INTS -> new Attribute.Ints(List.copyOf(attribute.getIntsList()));
            case GRAPH ->
                new Attribute.Subgraph(new GraphReader(where, Optional.empty(), values).graph(attribute.getG()));
            default ->
                throw new InputException(where + ": node '" + node.getName() + "': attribute '" + attribute.getName()
                        + "' is of the type " + attribute.getType() + ", which is not supported");
        };
    }
}
