package org.instagan.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The memory in use on this machine's NVIDIA GPUs, of all processes: in containers nobody can tell whose it is. Asked of
 * {@code nvidia-smi} twenty times a second while it is open; what was in use before is taken off.
 */
public final class GpuMemory implements AutoCloseable {
    private static final String QUERY = "index,memory.used";
    private static final int MILLIS = 50;
    private static final long MEBIBYTE = 1 << 20;

    private final Map<String, Long> used = new ConcurrentHashMap<>();
    private final Optional<Process> sampling;
    private final long before;
    private long peak;

    private GpuMemory(NvidiaSmi smi) {
        smi.ask(QUERY).forEach(this::take);
        this.before = sum();
        this.sampling = used.isEmpty() ? Optional.empty() : smi.follow(QUERY, MILLIS);
        sampling.ifPresent(this::read);
    }

    /** Begins to watch; where there is no GPU it sees nothing. */
    public static GpuMemory watch() {
        return watch(NvidiaSmi.ofThisMachine());
    }

    static GpuMemory watch(NvidiaSmi smi) {
        return new GpuMemory(smi);
    }

    private void read(Process process) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader lines = process.inputReader()) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            take(line);
                        }
                    } catch (IOException e) {
                        // The process was ended while it wrote, as close does.
                    }
                },
                "gpu-memory");
        thread.setDaemon(true);
        thread.start();
    }

    /** @param line {@code 0, 512}: a GPU and its MiB in use; some GPUs do not tell */
    private void take(String line) {
        String[] fields = line.split(",\\s*", -1);
        if (fields.length == 2 && fields[1].strip().matches("[0-9]+")) {
            used.put(fields[0].strip(), MEBIBYTE * Long.parseLong(fields[1].strip()));
            raise();
        }
    }

    private synchronized void raise() {
        peak = Math.max(peak, sum());
    }

    private long sum() {
        return used.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Starts the peak again from what is in use now. */
    public synchronized void resetPeak() {
        peak = sum();
    }

    /** The most that was seen above what was in use at first, in bytes; empty where it is not told. */
    public synchronized OptionalLong peak() {
        return sampling.filter(Process::isAlive).isPresent()
                ? OptionalLong.of(Math.max(0, peak - before))
                : OptionalLong.empty();
    }

    @Override
    public void close() {
        sampling.ifPresent(Process::destroy);
    }
}
