package org.instagan.serve.http;

import java.util.Map;

/** What goes back to a client. */
public record Reply(String type, byte[] body, Map<String, String> headers) {
    public Reply {
        headers = Map.copyOf(headers);
    }
}
