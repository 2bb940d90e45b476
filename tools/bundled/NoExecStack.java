import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Takes back a library's wish for a stack that can be executed: glibc from 2.41 on refuses to load such a library into
 * a running process, and the JVM warns. TensorRT 10.6's builder resource has it, with nothing in it that needs it.
 * {@code java NoExecStack.java LIBRARY...}, ELF for x86-64.
 */
final class NoExecStack {
    private static final int GNU_STACK = 0x6474E551;
    private static final int EXECUTABLE = 1;

    private NoExecStack() {}

    public static void main(String[] args) throws IOException {
        for (String library : args) {
            try (FileChannel file =
                    FileChannel.open(Path.of(library), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                clear(file);
            }
        }
    }

    /** Program headers begin where the ELF header's field at 32 says; their size and number are at 54 and 56. */
    private static void clear(FileChannel file) throws IOException {
        ByteBuffer header = read(file, 0, 64);
        long at = header.getLong(32);
        int size = Short.toUnsignedInt(header.getShort(54));
        int count = Short.toUnsignedInt(header.getShort(56));
        for (int i = 0; i < count; i++) {
            long segment = at + (long) i * size;
            ByteBuffer typeAndFlags = read(file, segment, 8);
            int flags = typeAndFlags.getInt(4);
            if (typeAndFlags.getInt(0) == GNU_STACK && (flags & EXECUTABLE) != 0) {
                ByteBuffer changed = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
                file.write(changed.putInt(0, flags & ~EXECUTABLE), segment + 4);
            }
        }
    }

    private static ByteBuffer read(FileChannel file, long at, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining() && file.read(buffer, at + buffer.position()) > 0) {}
        return buffer;
    }
}
