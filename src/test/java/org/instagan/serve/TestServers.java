package org.instagan.serve;

import java.util.List;
import java.util.Optional;
import org.instagan.serve.http.ServerOptions;

/** Options of servers in tests: any port, no wait for others, patience for slow machines. */
final class TestServers {
    private TestServers() {}

    static ServerOptions quick() {
        return ServerOptions.defaults()
                .with(new ServerOptions.Listening("127.0.0.1", 0, List.of(), Optional.empty()))
                .with(new ServerOptions.Batching(4, 0))
                .with(load(8));
    }

    static ServerOptions.Load load(int queue) {
        return new ServerOptions.Load(
                queue, 60_000, ServerOptions.Load.DEFAULT_MIN_RATE, ServerOptions.Load.halfOfTheHeap());
    }
}
