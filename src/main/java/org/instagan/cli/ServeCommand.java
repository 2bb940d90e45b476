package org.instagan.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.instagan.error.InputException;
import org.instagan.file.FileProblem;
import org.instagan.model.Piece;
import org.instagan.platform.ort.ProcessEnd;
import org.instagan.serve.TranslationServer;
import org.instagan.serve.WarmUp;
import org.instagan.serve.http.ServerOptions;
import org.instagan.translate.Translator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code instagan serve}: models behind HTTP, until the process is told to end. */
@Command(
        name = "serve",
        description =
                "Translates images over HTTP: Open Inference Protocol v2, a plain endpoint for pictures, a page to"
                        + " try it. Ends on SIGTERM or Ctrl-C, when what it has taken in is answered.")
final class ServeCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "[NAME=]MODEL",
            arity = "1..*",
            description = "ONNX models that 'instagan export' wrote; a name is the file's unless given.")
    private List<String> models;

    @Option(
            names = "--host",
            defaultValue = ServerOptions.Listening.DEFAULT_HOST,
            description = "Address to listen on. Default: ${DEFAULT-VALUE}.")
    private String host;

    @Option(
            names = "--port",
            defaultValue = "" + ServerOptions.Listening.DEFAULT_PORT,
            description = "0 for any that is free. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--max-batch",
            defaultValue = "" + ServerOptions.Batching.DEFAULT_MAX_IMAGES,
            description = "Images of one batch. Default: ${DEFAULT-VALUE}.")
    private int maxBatch;

    @Option(
            names = "--max-delay-ms",
            defaultValue = "" + ServerOptions.Batching.DEFAULT_MAX_DELAY_MILLIS,
            description = "How long a request may wait for others to share its batch. Default: ${DEFAULT-VALUE}.")
    private int maxDelay;

    @Option(
            names = "--queue",
            defaultValue = "" + ServerOptions.Load.DEFAULT_QUEUE,
            description = "Requests taken in and not answered yet; more get 503. Default: ${DEFAULT-VALUE}.")
    private int queue;

    @Option(
            names = "--timeout-ms",
            defaultValue = "" + ServerOptions.Load.DEFAULT_TIMEOUT_MILLIS,
            description = "From a request's arrival to its answer; later ones get 504. Default: ${DEFAULT-VALUE}.")
    private int timeout;

    @Option(
            names = "--max-body",
            defaultValue = "" + ServerOptions.Limits.DEFAULT_MAX_BODY,
            description = "Bytes of a request. Default: ${DEFAULT-VALUE}.")
    private int maxBody;

    @Option(
            names = "--max-pixels",
            defaultValue = "" + ServerOptions.Limits.DEFAULT_MAX_PIXELS,
            description = "Width times height, of all images of a request. Default: ${DEFAULT-VALUE}.")
    private int maxPixels;

    @Option(
            names = "--max-instances",
            defaultValue = "" + ServerOptions.Limits.DEFAULT_MAX_INSTANCES,
            description = "Masks of a request. Default: ${DEFAULT-VALUE}.")
    private int maxInstances;

    @Option(
            names = "--max-work",
            defaultValue = "" + ServerOptions.Limits.DEFAULT_MAX_WORK,
            description = "Pixels of an image times its masks, of a request. Default: ${DEFAULT-VALUE}.")
    private long maxWork;

    @Option(
            names = "--max-memory",
            paramLabel = "BYTES",
            description = "Of the heap, for all requests that are inside. Default: half of it.")
    private Long maxMemory;

    @Option(
            names = "--min-rate",
            defaultValue = "" + ServerOptions.Load.DEFAULT_MIN_RATE,
            description = "Bytes a second at which a body has to arrive, 0 for any. Default: ${DEFAULT-VALUE}.")
    private int minRate;

    @Option(
            names = "--host-name",
            paramLabel = "NAME",
            description = "A name that clients call this server by in the header Host, such as a proxy's; repeatable.")
    private List<String> hostNames = List.of();

    @Option(names = "--token-file", paramLabel = "FILE", description = "Holds the bearer token that clients must show.")
    private Path tokenFile;

    @Option(names = "--access-log", paramLabel = "FILE", description = "Appended to; without it stderr.")
    private Path accessLog;

    @Option(
            names = "--warm",
            paramLabel = "SIZE,N",
            description = "Before a model is served, translate an image of that size with N instances, alone and in the"
                    + " largest batch, such as 200,4; repeatable.")
    private List<String> warm = List.of();

    @Option(
            names = "--devices",
            split = ",",
            paramLabel = "N",
            description = "GPUs that each model is opened on, such as 0,1; requests go to whichever is free. Default:"
                    + " the runtime's one.")
    private List<Integer> devices = List.of();

    @Mixin
    private TranslatorOptions how;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter console = spec.commandLine().getOut();
        ServerOptions options = options();
        Map<String, List<Supplier<Translator>>> openers = openers();
        // The log is not closed: System.err is not ours, and a file's lines are with the system as they are written.
        try (TranslationServer server = TranslationServer.start(openers, options, log())) {
            ProcessEnd.before(() -> drain(server, console));
            console.println("serving " + String.join(", ", openers.keySet()) + " at " + server.address()
                    + (how.keepsBackground() ? ", composited onto the source's background" : ""));
            console.flush();
            server.join();
        }
        return 0;
    }

    private static void drain(TranslationServer server, PrintWriter console) {
        console.println("draining");
        console.flush();
        server.close();
        console.println("drained");
        console.flush();
    }

    private ServerOptions options() {
        return new ServerOptions(
                new ServerOptions.Listening(
                        host, port, hostNames, Optional.ofNullable(tokenFile).map(ServeCommand::token)),
                new ServerOptions.Batching(maxBatch, maxDelay),
                new ServerOptions.Limits(maxBody, maxPixels, maxInstances, maxWork),
                new ServerOptions.Load(
                        queue, timeout, minRate, maxMemory == null ? ServerOptions.Load.halfOfTheHeap() : maxMemory));
    }

    private Map<String, List<Supplier<Translator>>> openers() {
        List<Function<Path, Translator>> places = how.openers(devices);
        List<WarmUp> first = warm.stream().map(this::warmUp).toList();
        Map<String, List<Supplier<Translator>>> openers = new LinkedHashMap<>();
        for (String model : models) {
            int equals = model.indexOf('=');
            Path file = Path.of(model.substring(equals + 1));
            String name = equals < 0 ? Piece.stem(file) : model.substring(0, equals);
            List<Supplier<Translator>> each = places.stream()
                    .<Supplier<Translator>>map(opener -> () -> WarmUp.warmed(() -> opener.apply(file), first, maxBatch))
                    .toList();
            if (openers.put(name, each) != null) {
                throw new InputException(
                        "model name '" + name + "': given twice, tell the models apart with NAME=MODEL");
            }
        }
        return openers;
    }

    private WarmUp warmUp(String text) {
        try {
            return WarmUp.parse(text);
        } catch (InputException e) {
            throw new InputException("--warm " + text + ": " + e.getMessage(), e);
        }
    }

    private static String token(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new InputException("--token-file " + file + ": cannot be read (" + e + ")", e);
        }
    }

    private PrintStream log() {
        if (accessLog == null) {
            return System.err;
        }
        try {
            return new PrintStream(
                    Files.newOutputStream(accessLog, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    true,
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw FileProblem.of("--access-log " + accessLog + ": cannot be written (" + e + ")", e);
        }
    }
}
