package org.instagan.serve;

import java.util.Map;

/** What goes back to a client. */
record Reply(String type, byte[] body, Map<String, String> headers) {
    Reply {
        headers = Map.copyOf(headers);
    }
}
