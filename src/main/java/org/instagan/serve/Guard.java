package org.instagan.serve;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.instagan.serve.http.Exchange;
import org.instagan.serve.http.Refusal;

/** Who may ask: clients that show the token, where there is one, and no page of another origin. */
final class Guard {
    private static final Set<String> OPEN = Set.of("/", "/v2/health/live", "/v2/health/ready");

    private final Optional<byte[]> expected;

    Guard(Optional<String> token) {
        this.expected = token.map(t -> ("Bearer " + t.strip()).getBytes(StandardCharsets.UTF_8));
    }

    /** @throws Refusal when this request may not pass */
    void check(Exchange exchange) {
        if (exchange.header("Origin").filter(origin -> !isOwn(origin, exchange)).isPresent()) {
            // Any page in a browser on this machine can post to a loopback address.
            throw new Refusal(
                    Refusal.FORBIDDEN, "Origin: expected this server's own, requests of other pages do not pass");
        }
        if (expected.isEmpty() || OPEN.contains(exchange.path())) {
            return;
        }
        byte[] shown = exchange.header("Authorization").orElse("").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected.get(), shown)) { // takes as long wherever they differ
            exchange.set("WWW-Authenticate", "Bearer");
            throw new Refusal(Refusal.UNAUTHORIZED, "Authorization: expected 'Bearer TOKEN' with this server's token");
        }
    }

    private static boolean isOwn(String origin, Exchange exchange) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null
                    && authority.equalsIgnoreCase(exchange.header("Host").orElse(""));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
