import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Zeroes the device code of all GPUs but one kind in a CUDA library, so that it compresses to a fraction: for a host
 * that is known and hard to reach, never for others. {@code java KeepArch.java LIBRARY ARCH}, 90 for sm_90.
 *
 * <p>Device code lies in fat binaries: a header (magic, version, its own size, the size of all entries), then entries,
 * each with a header of its own (kind: 1 PTX, 2 machine code; header's size; payload's size; at 28 the architecture).
 * Headers stay, and CUDA never reads the payload of another architecture.
 */
final class KeepArch {
    private static final int MAGIC = 0xBA55ED50;
    private static final int HEADER = 16;
    private static final int LEAST_ENTRY = 32;
    private static final int MOST_ENTRY = 256;

    private final ByteBuffer library;
    private final int arch;
    private long kept;
    private long zeroed;

    private KeepArch(byte[] library, int arch) {
        this.library = ByteBuffer.wrap(library).order(ByteOrder.LITTLE_ENDIAN);
        this.arch = arch;
    }

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        KeepArch one = new KeepArch(Files.readAllBytes(file), Integer.parseInt(args[1]));
        one.scan();
        if (one.kept == 0) {
            System.err.println("bundle: " + file.getFileName() + " has no device code for sm_" + args[1]);
            System.exit(2);
        }
        Files.write(file, one.library.array());
        System.out.println(file.getFileName() + ": of sm_" + args[1] + " " + one.kept + " bytes, of others "
                + one.zeroed + " zeroed");
    }

    /** The magic is looked for at every multiple of 8, to which fat binaries are aligned. */
    private void scan() {
        for (int at = 0; at + HEADER <= library.capacity(); at += 8) {
            if (library.getInt(at) == MAGIC) {
                int entries = at + Short.toUnsignedInt(library.getShort(at + 6));
                long end = entries + library.getLong(at + 8);
                if (end <= library.capacity()) {
                    entries(entries, (int) end);
                }
            }
        }
    }

    private void entries(int start, int end) {
        List<int[]> others = new ArrayList<>();
        boolean has = false;
        int at = start;
        while (at + LEAST_ENTRY <= end) {
            int kind = library.getShort(at);
            int header = library.getInt(at + 4);
            long payload = library.getLong(at + 8);
            boolean plausible = (kind == 1 || kind == 2)
                    && header >= LEAST_ENTRY
                    && header <= MOST_ENTRY
                    && payload >= 0
                    && at + header + payload <= end;
            if (!plausible) {
                break;
            }
            int next = at + header + (int) payload;
            if (library.getInt(at + 28) == arch) {
                kept += payload;
                has = true;
            } else {
                others.add(new int[] {at + header, next});
            }
            at = next;
        }
        // Where there is nothing for this GPU, it may run what was made for an older one.
        for (int[] range : has ? others : List.<int[]>of()) {
            Arrays.fill(library.array(), range[0], range[1], (byte) 0);
            zeroed += range[1] - range[0];
        }
    }
}
