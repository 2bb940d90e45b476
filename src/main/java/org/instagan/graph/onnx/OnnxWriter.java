package org.instagan.graph.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.instagan.graph.Attribute;
import org.instagan.graph.Constant;
import org.instagan.graph.Dim;
import org.instagan.graph.ElementType;
import org.instagan.graph.Graph;
import org.instagan.graph.Node;
import org.instagan.graph.Value;
import org.instagan.weights.FloatTensor;

/** Writes graphs as ONNX models (IR 8, opset 17), and the optimizer model that ONNX Runtime's training wants. */
public final class OnnxWriter {
    static final int OPSET = 17;
    private static final int IR_VERSION = 8;

    private OnnxWriter() {}

    /**
     * A training model: inputs, then parameters, then buffers, are all inputs. Their shapes are left out: ONNX Runtime
     * holds every value whose shape it knows against every other for shared memory, which took 6 of the 8 seconds that
     * opening 8,600 nodes took; its arena shares the memory of values of unknown shape as well.
     */
    public static byte[] trainingModel(Graph graph) {
        return model(graph(graph, Map.of(), false).build(), Map.of()).toByteArray();
    }

    /**
     * A model with its weights inside, and the type of every value.
     *
     * @param weights a tensor for every parameter of the graph; rounded to what FLOAT16 holds for those of that type
     * @throws IllegalArgumentException when one is missing, or when FLOAT16 cannot hold it
     */
    public static byte[] inferenceModel(Graph graph, Map<String, FloatTensor> weights, Map<String, String> metadata) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writeInferenceModel(bytes, graph, weights, metadata);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /**
     * A model whose weights are constants, those of {@link Constant.Data.Stored} not in it, but named as ONNX's external
     * data.
     *
     * @param file the name of the file that they are in
     */
    public static byte[] referringModel(Graph graph, String file, Map<String, String> metadata) {
        OnnxMl.GraphProto.Builder out = graph(graph, Map.of(), true, file);
        return model(out.build(), metadata).toByteArray();
    }

    /**
     * Writes such a model, which is never in memory as bytes, with its {@link Seal}.
     *
     * @throws IllegalArgumentException as {@link #inferenceModel}
     */
    public static void writeInferenceModel(
            OutputStream out, Graph graph, Map<String, FloatTensor> weights, Map<String, String> metadata)
            throws IOException {
        Seal.write(model(graph(graph, weights, true).build(), metadata), out);
    }

    /** One {@code AdamWOptimizer} set to torch's Adam (no weight decay, bias corrected, epsilon outside the root). */
    public static byte[] adam(float beta1, float beta2, float epsilon) {
        List<String> sequences = List.of("params", "gradients", "first_order_moments", "second_order_moments");
        OnnxMl.NodeProto.Builder node = OnnxMl.NodeProto.newBuilder()
                .setName("adam")
                .setOpType("AdamWOptimizer")
                .setDomain("com.microsoft")
                .addInput("learning_rate")
                .addInput("step")
                .addAllInput(sequences)
                .addOutput("updated_flag")
                .addAttribute(attribute("alpha", new Attribute.Real(beta1)))
                .addAttribute(attribute("beta", new Attribute.Real(beta2)))
                .addAttribute(attribute("epsilon", new Attribute.Real(epsilon)))
                .addAttribute(attribute("weight_decay", new Attribute.Real(0)))
                .addAttribute(attribute("correct_bias", new Attribute.Int(1)))
                .addAttribute(attribute("adam_mode", new Attribute.Int(0)));
        OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder()
                .setName("adam")
                .addNode(node)
                .addInput(tensorInfo("learning_rate", 1, List.of(Dim.of(1))))
                .addInput(tensorInfo("step", 7, List.of(Dim.of(1))))
                .addOutput(tensorInfo("updated_flag", 9, List.of(Dim.of(1))));
        OnnxMl.TypeProto element = OnnxMl.TypeProto.newBuilder()
                .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder().setElemType(1))
                .build();
        OnnxMl.TypeProto type = OnnxMl.TypeProto.newBuilder()
                .setSequenceType(OnnxMl.TypeProto.Sequence.newBuilder().setElemType(element))
                .build();
        for (String name : sequences) {
            graph.addInput(OnnxMl.ValueInfoProto.newBuilder().setName(name).setType(type));
        }
        return model(graph.build(), Map.of()).toByteArray();
    }

    private static OnnxMl.ModelProto model(OnnxMl.GraphProto graph, Map<String, String> metadata) {
        OnnxMl.ModelProto.Builder model = OnnxMl.ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("instagan")
                .addOpsetImport(
                        OnnxMl.OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(graph);
        if (graph.getNodeList().stream().anyMatch(n -> !n.getDomain().isEmpty())) {
            model.addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder()
                    .setDomain("com.microsoft")
                    .setVersion(1));
        }
        new LinkedHashMap<>(metadata)
                .forEach((k, v) -> model.addMetadataProps(
                        OnnxMl.StringStringEntryProto.newBuilder().setKey(k).setValue(v)));
        return model.build();
    }

    private static OnnxMl.GraphProto.Builder graph(Graph graph, Map<String, FloatTensor> weights, boolean embedded) {
        return graph(graph, weights, embedded, "");
    }

    /** @param file that stored constants stay in; empty: they come along */
    private static OnnxMl.GraphProto.Builder graph(
            Graph graph, Map<String, FloatTensor> weights, boolean embedded, String file) {
        OnnxMl.GraphProto.Builder out = OnnxMl.GraphProto.newBuilder().setName(graph.name());
        List<Value> inputs = new ArrayList<>(graph.inputs());
        for (Value p : graph.parameters()) {
            if (!embedded) {
                inputs.add(p);
            } else if (weights.get(p.name()) == null) {
                throw new IllegalArgumentException("Model '" + graph.name() + "': no weights for " + p);
            } else {
                out.addInitializer(
                        tensor(p, Floats.write(p, weights.get(p.name()).data())));
            }
        }
        inputs.addAll(graph.buffers());
        inputs.forEach(v -> out.addInput(embedded ? info(v) : withoutShape(v)));
        graph.outputs().forEach(v -> out.addOutput(info(v)));
        graph.constants().forEach(c -> out.addInitializer(initializer(c, file)));
        graph.nodes().forEach(n -> out.addNode(node(n, weights, embedded)));
        if (embedded) {
            addTypes(graph, out);
        }
        return out;
    }

    /** The types of what passes between nodes, for readers and viewers; outputs have theirs already. */
    private static void addTypes(Graph graph, OnnxMl.GraphProto.Builder out) {
        graph.nodes().stream()
                .flatMap(n -> n.outputs().stream())
                .filter(v -> !v.isNone() && !graph.outputs().contains(v))
                .forEach(v -> out.addValueInfo(info(v)));
    }

    private static OnnxMl.NodeProto node(Node node, Map<String, FloatTensor> weights, boolean typed) {
        OnnxMl.NodeProto.Builder out = OnnxMl.NodeProto.newBuilder()
                .setName(node.outputs().stream()
                        .map(Value::name)
                        .filter(n -> !n.isEmpty())
                        .findFirst()
                        .orElseThrow())
                .setOpType(node.op().onnxName())
                .setDomain(node.op().domain());
        node.inputs().forEach(v -> out.addInput(v.name()));
        node.outputs().forEach(v -> out.addOutput(v.name()));
        node.attributes().forEach((name, value) -> out.addAttribute(attribute(name, value, weights, typed)));
        return out.build();
    }

    private static OnnxMl.AttributeProto attribute(String name, Attribute value) {
        return attribute(name, value, Map.of(), false);
    }

    private static OnnxMl.AttributeProto attribute(
            String name, Attribute value, Map<String, FloatTensor> weights, boolean typed) {
        OnnxMl.AttributeProto.Builder out = OnnxMl.AttributeProto.newBuilder().setName(name);
        if (value instanceof Attribute.Int i) {
            out.setType(OnnxMl.AttributeProto.AttributeType.INT).setI(i.value());
        } else if (value instanceof Attribute.Real f) {
            out.setType(OnnxMl.AttributeProto.AttributeType.FLOAT).setF(f.value());
        } else if (value instanceof Attribute.Text t) {
            out.setType(OnnxMl.AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(t.value()));
        } else if (value instanceof Attribute.Ints is) {
            out.setType(OnnxMl.AttributeProto.AttributeType.INTS).addAllInts(is.values());
        } else if (value instanceof Attribute.Subgraph s) {
            out.setType(OnnxMl.AttributeProto.AttributeType.GRAPH).setG(graph(s.graph(), weights, typed));
        }
        return out.build();
    }

    private static OnnxMl.ValueInfoProto withoutShape(Value value) {
        OnnxMl.TypeProto.Tensor tensor = OnnxMl.TypeProto.Tensor.newBuilder()
                .setElemType(value.type().onnx())
                .build();
        return OnnxMl.ValueInfoProto.newBuilder()
                .setName(value.name())
                .setType(OnnxMl.TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static OnnxMl.ValueInfoProto info(Value value) {
        return tensorInfo(value.name(), value.type().onnx(), value.shape().dims());
    }

    private static OnnxMl.ValueInfoProto tensorInfo(String name, int elementType, List<Dim> dims) {
        OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
        for (Dim dim : dims) {
            OnnxMl.TensorShapeProto.Dimension.Builder d = OnnxMl.TensorShapeProto.Dimension.newBuilder();
            shape.addDim(dim.isFixed() ? d.setDimValue(dim.size()) : d.setDimParam(dim.toString()));
        }
        OnnxMl.TypeProto.Tensor.Builder tensor =
                OnnxMl.TypeProto.Tensor.newBuilder().setElemType(elementType).setShape(shape);
        return OnnxMl.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static OnnxMl.TensorProto tensor(Value value, ByteString data) {
        OnnxMl.TensorProto.Builder out = OnnxMl.TensorProto.newBuilder()
                .setName(value.name())
                .setDataType(value.type().onnx())
                .setRawData(data);
        for (long size : value.shape().sizes()) {
            out.addDims(size);
        }
        return out.build();
    }

    private static OnnxMl.TensorProto initializer(Constant constant, String file) {
        if (file.isEmpty() || !(constant.data() instanceof Constant.Data.Stored stored)) {
            return tensor(constant.value(), bytes(constant));
        }
        OnnxMl.TensorProto.Builder out = tensor(constant.value(), ByteString.EMPTY).toBuilder()
                .clearRawData()
                .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL);
        Map<String, String> where = new LinkedHashMap<>();
        where.put("location", file);
        where.put("offset", Long.toString(stored.offset()));
        where.put("length", Long.toString(constant.bytes()));
        where.forEach((key, value) -> out.addExternalData(
                OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return out.build();
    }

    private static ByteString bytes(Constant constant) {
        if (constant.value().type().isFloat()) {
            return Floats.write(constant.value(), constant.floats());
        }
        if (constant.data() instanceof Constant.Data.Bytes bytes) {
            return ByteString.copyFrom(bytes.values());
        }
        boolean wide = constant.value().type() == ElementType.INT64;
        ByteBuffer data = ByteBuffer.allocate(Math.toIntExact(constant.bytes())).order(ByteOrder.LITTLE_ENDIAN);
        for (long v : constant.longs()) {
            if (wide) {
                data.putLong(v);
            } else {
                data.putInt(Math.toIntExact(v));
            }
        }
        return ByteString.copyFrom(data.flip());
    }
}
