package org.instagan.graph;

/** The operators in use. ONNX's names; those of {@code com.microsoft} belong to ONNX Runtime. */
public enum Op {
    ABS("Abs"),
    ADD("Add"),
    CAST("Cast"),
    CLIP("Clip"),
    CONCAT("Concat"),
    CONV("Conv"),
    CONV_TRANSPOSE("ConvTranspose"),
    DEQUANTIZE_LINEAR("DequantizeLinear"),
    DIV("Div"),
    EQUAL("Equal"),
    EXPAND("Expand"),
    GATHER("Gather"),
    GREATER("Greater"),
    IDENTITY("Identity"),
    INSTANCE_NORMALIZATION("InstanceNormalization"),
    LEAKY_RELU("LeakyRelu"),
    LOOP("Loop"),
    MATMUL("MatMul"),
    MUL("Mul"),
    NEG("Neg"),
    NON_ZERO("NonZero"),
    PAD("Pad"),
    QUANTIZE_LINEAR("QuantizeLinear"),
    RANGE("Range"),
    REDUCE_MAX("ReduceMax"),
    REDUCE_MEAN("ReduceMean"),
    REDUCE_SUM("ReduceSum"),
    RELU("Relu"),
    RESHAPE("Reshape"),
    SCAN("Scan"),
    SCATTER_ND("ScatterND"),
    SHAPE("Shape"),
    SIGMOID("Sigmoid"),
    SIGN("Sign"),
    SIZE("Size"),
    SLICE("Slice"),
    SOFTPLUS("Softplus"),
    SQRT("Sqrt"),
    SUB("Sub"),
    TANH("Tanh"),
    TRANSPOSE("Transpose"),
    UNSQUEEZE("Unsqueeze"),
    WHERE("Where"),
    BATCH_NORMALIZATION("BatchNormalization"),
    BATCH_NORM_INTERNAL("BatchNormInternal", "com.microsoft"),
    BATCH_NORMALIZATION_GRAD("BatchNormalizationGrad", "com.microsoft"),
    CONV_GRAD("ConvGrad", "com.microsoft"),
    GATHER_GRAD("GatherGrad", "com.microsoft"),
    GROUP("Group", "com.microsoft"),
    IN_PLACE_ACCUMULATOR("InPlaceAccumulatorV2", "com.microsoft"),
    LEAKY_RELU_GRAD("LeakyReluGrad", "com.microsoft"),
    PASS_THROUGH("PassThrough", "com.microsoft"),
    RELU_GRAD("ReluGrad", "com.microsoft");

    private final String onnxName;
    private final String domain;

    Op(String onnxName) {
        this(onnxName, "");
    }

    Op(String onnxName, String domain) {
        this.onnxName = onnxName;
        this.domain = domain;
    }

    public String onnxName() {
        return onnxName;
    }

    /** Empty for ONNX's own operator set. */
    public String domain() {
        return domain;
    }
}
