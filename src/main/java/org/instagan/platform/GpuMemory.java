package org.instagan.platform;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The memory in use on this machine's NVIDIA GPUs, of all processes: in containers nobody can tell whose it is. Asked of
 * {@code nvidia-smi} twenty times a second from {@link #sample} to {@link #pause}; what was in use at first is taken off.
 */
public final class GpuMemory implements AutoCloseable {
    private static final String QUERY = "index,memory.used";
    private static final int MILLIS = 50;
    private static final long MEBIBYTE = 1 << 20;

    private final Map<String, Long> used = new ConcurrentHashMap<>();
    private final NvidiaSmi smi;
    private final boolean told;
    private final long before;
    private Optional<Process> sampling = Optional.empty();
    private long peak;

    private GpuMemory(NvidiaSmi smi) {
        smi.ask(QUERY).forEach(this::take);
        this.smi = smi;
        this.told = !used.isEmpty();
        this.before = sum();
    }

    /** Notes what is in use; where there is no GPU it sees nothing. */
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

    /** Begins to look, with a peak of what is in use now. */
    public synchronized void sample() {
        pause();
        peak = sum();
        sampling = told ? smi.follow(QUERY, MILLIS) : Optional.empty();
        sampling.ifPresent(this::read);
    }

    /** Looks no more, so that what is timed shares the machine with nobody; the peak stays. */
    public synchronized void pause() {
        sampling.ifPresent(Process::destroy);
        sampling = Optional.empty();
    }

    /** The most that was seen above what was in use at first, in bytes; empty where it is not told. */
    public synchronized OptionalLong peak() {
        return told ? OptionalLong.of(Math.max(0, peak - before)) : OptionalLong.empty();
    }

    @Override
    public void close() {
        pause();
    }
}
