package org.instagan.engine.tensorrt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Shared libraries of the right name with nothing in them, for Linux on x86-64: the system's loader takes them in place
 * of CUDA's, so that what comes after those can be met on a machine without CUDA. No compiler needed.
 */
final class StubLibrary {
    private static final int HEADER = 64;
    private static final int SEGMENT = 56;
    private static final int SEGMENTS = 3;
    private static final int SYMBOL = 24;
    private static final int ENTRY = 16;
    private static final int ENTRIES = 7;

    private StubLibrary() {}

    static void write(Path folder, String name) throws IOException {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        int symbols = HEADER + SEGMENTS * SEGMENT;
        int hash = symbols + SYMBOL;
        int dynamic = hash + ENTRY;
        int strings = dynamic + ENTRIES * ENTRY;
        int size = strings + text.length + 2;
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        header(out);
        segment(out, 1, 6, 0, size, 0x1000); // PT_LOAD, read and write, the whole file
        segment(out, 2, 6, dynamic, ENTRIES * ENTRY, 8); // PT_DYNAMIC
        segment(out, 0x6474e551, 6, 0, 0, 16); // PT_GNU_STACK: not executable
        out.position(hash).putInt(1).putInt(1);
        out.position(dynamic);
        entry(out, 14, 1); // DT_SONAME
        entry(out, 4, hash); // DT_HASH
        entry(out, 5, strings); // DT_STRTAB
        entry(out, 6, symbols); // DT_SYMTAB
        entry(out, 10, text.length + 2); // DT_STRSZ
        entry(out, 11, SYMBOL); // DT_SYMENT
        out.position(strings + 1).put(text);
        Files.write(folder.resolve(name), out.array());
    }

    private static void header(ByteBuffer out) {
        out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).position(16);
        out.putShort((short) 3).putShort((short) 62).putInt(1); // ET_DYN, x86-64
        out.putLong(0).putLong(HEADER).putLong(0).putInt(0);
        out.putShort((short) HEADER).putShort((short) SEGMENT).putShort((short) SEGMENTS);
        out.putShort((short) 64).putShort((short) 0).putShort((short) 0);
    }

    private static void segment(ByteBuffer out, int type, int flags, long offset, long size, long alignment) {
        out.putInt(type).putInt(flags);
        out.putLong(offset).putLong(offset).putLong(offset);
        out.putLong(size).putLong(size).putLong(alignment);
    }

    private static void entry(ByteBuffer out, long tag, long value) {
        out.putLong(tag).putLong(value);
    }
}
