package org.instagan.serve;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The names that a server may be asked for by. A page of another's can have its own name resolved to a loopback
 * address, and is then of the server's origin in a browser's eyes; {@code Host} tells.
 */
final class Hosts {
    private final Set<String> names = new HashSet<>();
    private final boolean any;

    /**
     * @param listening the address
     * @param others further names; where there are none and the address is not a loopback one, any is right
     */
    Hosts(String listening, List<String> others) {
        boolean loopback = isLoopback(listening);
        any = others.isEmpty() && !loopback;
        names.add(plain(listening));
        others.forEach(name -> names.add(plain(name)));
        if (loopback) {
            names.addAll(List.of("localhost", "127.0.0.1", "::1"));
        }
    }

    /** @param host as a request has it, with or without a port */
    boolean isOurs(Optional<String> host) {
        return any || host.flatMap(Hosts::name).filter(names::contains).isPresent();
    }

    private static Optional<String> name(String host) {
        try {
            return Optional.ofNullable(URI.create("http://" + host + "/").getHost())
                    .map(Hosts::plain);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Without an IPv6 address's brackets and a name's closing dot. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$|\\.$", "");
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // listening on it will say so
        }
    }
}
