package org.instagan.engine.tensorrt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tensorrt.global.nvinfer.NetworkDefinitionCreationFlag;
import org.bytedeco.tensorrt.global.nvonnxparser;
import org.bytedeco.tensorrt.nvinfer.IBuilder;
import org.bytedeco.tensorrt.nvinfer.INetworkDefinition;
import org.bytedeco.tensorrt.nvonnxparser.IParser;
import org.bytedeco.tensorrt.nvonnxparser.IParserError;
import org.instagan.error.InputException;

/** ONNX to TensorRT's network, typed as the model is. */
final class NetworkReader {
    private NetworkReader() {}

    /** @throws InputException naming the node, where TensorRT's parser refuses the model */
    static INetworkDefinition read(IBuilder builder, Path onnx) throws IOException {
        // TensorRT 10 has to be asked to keep the model's types; 11 always does, and calls the constant deprecated.
        int flags = 1 << NetworkDefinitionCreationFlag.valueOf("kSTRONGLY_TYPED").value;
        INetworkDefinition network = Natives.need(builder.createNetworkV2(flags), "Making TensorRT's network");
        IParser parser =
                Natives.need(nvonnxparser.createParser(network, TensorRtLog.INSTANCE), "Making TensorRT's ONNX parser");
        byte[] bytes = Files.readAllBytes(onnx);
        // The network refers to weights that the parser holds; nobody deletes the parser.
        try (BytePointer model = new BytePointer(bytes)) {
            if (!parser.parse(model, bytes.length)) {
                throw new InputException(onnx + ": TensorRT's parser refuses it: " + errors(parser));
            }
        }
        return network;
    }

    private static String errors(IParser parser) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parser.getNbErrors(); i++) {
            IParserError error = parser.getError(i);
            text.append(text.length() == 0 ? "" : "; ")
                    .append("node ")
                    .append(error.node())
                    .append(" '")
                    .append(error.nodeName())
                    .append("' (")
                    .append(error.nodeOperator())
                    .append("): ")
                    .append(error.desc());
        }
        return text.length() == 0 ? Explanation.ofBuild(TensorRtLog.INSTANCE.drain()) : text.toString();
    }
}
