import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;

/**
 * Clients that a server meets beside its own, for as long as is asked: some that send a byte every three seconds, some that
 * leave while their request is computed, pictures, damaged pictures, and a look at its health every second. Prints
 * what was answered, and how long health took.
 *
 * <pre>java tools/loadtest/Strangers.java 127.0.0.1 8123 demo SECONDS</pre>
 */
public final class Strangers {
    private static final int SLOW = 64;
    private static final String BOUNDARY = "a-boundary-that-is-in-no-picture";

    private final String host;
    private final int port;
    private final String model;
    private final ScheduledExecutorService clients = Executors.newScheduledThreadPool(SLOW + 32);
    private final Map<String, AtomicLong> counts = new TreeMap<>();
    private final AtomicLong slowestHealth = new AtomicLong();
    private final Random random = new Random(1);

    private Strangers(String host, int port, String model) {
        this.host = host;
        this.port = port;
        this.model = model;
    }

    public static void main(String[] args) throws Exception {
        new Strangers(args[0], Integer.parseInt(args[1]), args[2]).run(Long.parseLong(args[3]));
    }

    private void run(long seconds) throws Exception {
        byte[] png = png(64, 3);
        byte[] mask = png(64, 1);
        byte[] good = multipart(png, mask);
        byte[] cut = multipart(Arrays.copyOf(png, png.length / 2), mask);
        for (int i = 0; i < SLOW; i++) {
            repeat("slow", 3000, this::slow);
        }
        repeat("leaves", 500, () -> leave(good));
        repeat("picture", 1000, () -> post(good, true));
        repeat("cut picture", 1000, () -> post(cut, true));
        repeat("health", 1000, this::health);
        clients.schedule(clients::shutdownNow, seconds, TimeUnit.SECONDS);
        clients.awaitTermination(seconds + 60, TimeUnit.SECONDS);
        counts.forEach((what, count) -> System.out.println(what + ": " + count));
        System.out.println("slowest health: " + slowestHealth + " ms");
    }

    private interface Client {
        String ask() throws IOException, InterruptedException;
    }

    private void repeat(String name, long millis, Client client) {
        clients.scheduleWithFixedDelay(() -> {
            String end;
            try {
                end = client.ask();
            } catch (IOException e) {
                end = e.getClass().getSimpleName();
            } catch (InterruptedException e) {
                return;
            }
            synchronized (counts) {
                counts.computeIfAbsent(name + " " + end, key -> new AtomicLong()).incrementAndGet();
            }
        }, random.nextInt(1000), millis, TimeUnit.MILLISECONDS);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(host, port);
        socket.setSoTimeout(90_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A byte every three seconds, until the server has had enough. */
    private String slow() throws IOException, InterruptedException {
        try (Socket socket = connect()) {
            send(socket, head("/v2/models/" + model + "/infer", "application/octet-stream", 1_000_000));
            while (socket.getInputStream().available() == 0) {
                send(socket, "{");
                Thread.sleep(3000);
            }
            return status(socket);
        }
    }

    private String leave(byte[] body) throws IOException, InterruptedException {
        try (Socket socket = connect()) {
            send(socket, head("/translate/" + model, "multipart/form-data; boundary=" + BOUNDARY, body.length));
            socket.getOutputStream().write(body);
            Thread.sleep(100);
            return "gone";
        }
    }

    private String post(byte[] body, boolean wait) throws IOException {
        try (Socket socket = connect()) {
            send(socket, head("/translate/" + model, "multipart/form-data; boundary=" + BOUNDARY, body.length));
            OutputStream out = socket.getOutputStream();
            out.write(body);
            return status(socket);
        }
    }

    private String health() throws IOException {
        long start = System.nanoTime();
        try (Socket socket = connect()) {
            send(socket, "GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            String status = status(socket);
            slowestHealth.accumulateAndGet(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), Math::max);
            return status;
        }
    }

    private static String head(String path, String type, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: " + type
                + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    /** {@code 200} of {@code HTTP/1.1 200 OK}; reads to the end. */
    private static String status(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        return answer.length() < 12 ? "nothing" : answer.substring(9, 12);
    }

    private byte[] png(int size, int channels) throws IOException {
        int type = channels == 3 ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY;
        BufferedImage image = new BufferedImage(size, size, type);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                boolean inside = x > size / 4 && x < size / 2 && y > size / 4 && y < size / 2;
                image.setRGB(x, y, channels == 3 ? random.nextInt(1 << 24) : inside ? 0xffffff : 0);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private static byte[] multipart(byte[] image, byte[] mask) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        part(body, "image", image);
        part(body, "masks", mask);
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    private static void part(ByteArrayOutputStream body, String name, byte[] bytes) {
        body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"x\"\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(bytes);
        body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
}
