package org.instagan.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * An image's bytes for a decoder, which may ask for some more behind their end and no further: the WebP reader takes
 * these for zeros, and decodes on for minutes.
 */
final class FiniteStream extends MemoryCacheImageInputStream {
    /** Readers fetch ahead, and try the end more than once. */
    private static final int PATIENCE = 1024;

    private int asked;

    FiniteStream(byte[] bytes) {
        super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        if (next < 0 && ++asked > PATIENCE) {
            throw new IOException("the file ends before the image does");
        }
        return next;
    }
}
