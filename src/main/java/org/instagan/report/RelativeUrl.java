package org.instagan.report;

import java.nio.charset.StandardCharsets;

/** Paths as a page may name them. */
final class RelativeUrl {
    private static final String PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    private static final String HEX = "0123456789ABCDEF";

    private RelativeUrl() {}

    /** The path with every byte percent-encoded that means something in a URL or none of ASCII's letters. */
    static String of(String path) {
        StringBuilder url = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.indexOf(b) >= 0) {
                url.append((char) b);
            } else {
                url.append('%').append(HEX.charAt((b >> 4) & 0xf)).append(HEX.charAt(b & 0xf));
            }
        }
        return url.toString();
    }
}
