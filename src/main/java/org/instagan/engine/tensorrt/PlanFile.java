package org.instagan.engine.tensorrt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.tensorrt.nvinfer.IHostMemory;

/** A serialized engine, from TensorRT's memory into a file. */
final class PlanFile {
    private PlanFile() {}

    /** Writes a new file; it may be larger than an array. */
    static void write(IHostMemory plan, Path file) throws IOException {
        ByteBuffer bytes = new BytePointer(plan.data()).capacity(plan.size()).asByteBuffer();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
