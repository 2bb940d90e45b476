package org.instagan.serve;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.instagan.error.InputException;
import org.instagan.train.RunFolder;

/** A run's page over HTTP, as it is at the moment of each request, with the tables and samples beside it. Read only. */
public final class Dashboard implements AutoCloseable {
    private static final Pattern OFFERED =
            Pattern.compile("/(index\\.html|losses\\.csv|speed\\.csv|losses\\.png|samples/[A-Za-z0-9-]{1,80}\\.png)?");
    private static final Map<String, String> TYPES =
            Map.of("html", "text/html;charset=utf-8", "csv", "text/csv;charset=utf-8", "png", "image/png");
    /** Seconds after which a browser asks again for a page that is not there yet. */
    private static final String SOON = "10";

    private final Server jetty = new Server();
    private final ServerConnector connector = new ServerConnector(jetty);
    private final Path run;
    private final Hosts hosts;

    private Dashboard(Path run, String host) {
        this.run = run;
        this.hosts = new Hosts(host, List.of());
    }

    /**
     * Starts listening.
     *
     * @param port 0 for any that is free
     * @throws InputException when the folder is no run, or the address cannot be listened on
     */
    public static Dashboard start(Path run, String host, int port) {
        RunFolder.open(run);
        Dashboard dashboard = new Dashboard(run, host);
        dashboard.connector.setHost(host);
        dashboard.connector.setPort(port);
        dashboard.jetty.addConnector(dashboard.connector);
        dashboard.jetty.setHandler(dashboard.new RunFiles());
        try {
            dashboard.jetty.start();
            return dashboard;
        } catch (IOException e) {
            dashboard.close();
            throw new InputException(
                    host + ":" + port + ": cannot be listened on (" + e.getMessage()
                            + "), name another --host or --port",
                    e);
        } catch (Exception e) {
            dashboard.close();
            throw new IllegalStateException("The HTTP server does not start", e);
        }
    }

    public URI address() {
        return URI.create("http://" + connector.getHost() + ":" + connector.getLocalPort() + "/");
    }

    public void join() throws InterruptedException {
        jetty.join();
    }

    @Override
    public void close() {
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The HTTP server does not stop", e);
        }
    }

    /** Answers with files of the run that are offered, and nothing else. */
    private final class RunFiles extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws IOException {
            if (!hosts.isOurs(Optional.ofNullable(request.getHeaders().get(HttpHeader.HOST)))) {
                answer(response, callback, HttpStatus.FORBIDDEN_403, "text/plain", "Host: not a name of this server\n");
                return true;
            }
            String path = Request.getPathInContext(request);
            if (!request.getMethod().equals("GET") || !OFFERED.matcher(path).matches()) {
                answer(response, callback, HttpStatus.NOT_FOUND_404, "text/plain", "no such page\n");
                return true;
            }
            String file = path.equals("/") ? "index.html" : path.substring(1);
            try {
                byte[] bytes = Files.readAllBytes(run.resolve(file));
                response.getHeaders()
                        .put(HttpHeader.CONTENT_TYPE, TYPES.get(file.substring(file.lastIndexOf('.') + 1)));
                response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
                response.write(true, ByteBuffer.wrap(bytes), callback);
            } catch (NoSuchFileException e) {
                response.getHeaders().put("Refresh", SOON);
                String text = file + ": not written yet; the page comes with the first iteration\n";
                answer(response, callback, HttpStatus.NOT_FOUND_404, "text/plain", text);
            }
            return true;
        }
    }

    private static void answer(Response response, Callback callback, int status, String type, String text) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type + ";charset=utf-8");
        response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
    }
}
