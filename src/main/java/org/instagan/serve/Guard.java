package org.instagan.serve;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.instagan.serve.http.Exchange;
import org.instagan.serve.http.Refusal;
import org.instagan.serve.http.ServerOptions;

/** Who may ask: clients that show the token, where there is one, and no page of another origin. */
final class Guard {
    private static final Set<String> OPEN = Set.of("/", "/v2/health/live", "/v2/health/ready");
    private static final String SCHEME = "Bearer ";

    private final Hosts hosts;
    private final Optional<byte[]> token;

    Guard(ServerOptions.Listening listening) {
        this.hosts = new Hosts(listening.host(), listening.names());
        this.token = listening.token().map(t -> t.strip().getBytes(StandardCharsets.UTF_8));
    }

    /** @throws Refusal when this request may not pass */
    void check(Exchange exchange) {
        if (!hosts.isOurs(exchange.header("Host"))) {
            throw new Refusal(
                    Refusal.FORBIDDEN, "Host: expected a name that this server listens on, or one of --host-name");
        }
        if (exchange.header("Origin").filter(origin -> !isOwn(origin, exchange)).isPresent()) {
            // Any page in a browser on this machine can post to a loopback address.
            throw new Refusal(
                    Refusal.FORBIDDEN, "Origin: expected this server's own, requests of other pages do not pass");
        }
        if (token.isPresent() && !OPEN.contains(exchange.path())) {
            checkToken(exchange, token.get());
        }
    }

    private static void checkToken(Exchange exchange, byte[] expected) {
        String shown = exchange.header("Authorization").orElse("");
        boolean bearer = shown.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        byte[] bytes = (bearer ? shown.substring(SCHEME.length()).strip() : "").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, bytes)) { // takes as long wherever they differ
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
