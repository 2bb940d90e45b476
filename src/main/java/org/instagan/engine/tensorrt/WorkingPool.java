package org.instagan.engine.tensorrt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.instagan.engine.Closing;

/**
 * Working memory for execution contexts, of one GPU and of all models on it: there is as much as runs at once has
 * needed, not as much as the largest shapes of all profiles would. A block that is here is used by nobody.
 */
final class WorkingPool {
    private static final Map<Integer, WorkingPool> OF_GPU = new ConcurrentHashMap<>();

    private final Memory memory;
    private final List<Memory.Block> idle = new ArrayList<>();
    private int users;

    WorkingPool(Memory memory) {
        this.memory = memory;
    }

    static WorkingPool of(int gpu) {
        return OF_GPU.computeIfAbsent(gpu, number -> new WorkingPool(Memory.DEVICE));
    }

    /** Room for one sequence at a time. */
    synchronized Room open() {
        users++;
        return new Room();
    }

    private synchronized Memory.Block take(long bytes) {
        Optional<Memory.Block> fitting =
                idle.stream().filter(block -> block.size() >= bytes).min(Comparator.comparingLong(Memory.Block::size));
        if (fitting.isPresent()) {
            idle.remove(fitting.get());
            return fitting.get();
        }
        // What was too small once would be so again.
        freeIdle();
        return memory.allocate(bytes);
    }

    private synchronized boolean take(Memory.Block block) {
        return idle.remove(block);
    }

    private synchronized void give(Memory.Block block) {
        idle.add(block);
    }

    private synchronized void leave() {
        users--;
        if (users == 0) {
            freeIdle();
        }
    }

    private void freeIdle() {
        List<Memory.Block> freed = new ArrayList<>(idle);
        idle.clear();
        Closing.all(freed);
    }

    /** What one user has of the pool: nothing, or one block. For one thread at a time. */
    final class Room implements AutoCloseable {
        private Memory.Block block;
        private long most;
        private boolean closed;

        private Room() {}

        /**
         * A block of at least so many bytes: the one that is held where it is large enough.
         *
         * @param settle waits for what may still use the one that is held, before that is given back for a larger one
         */
        Memory.Block atLeast(long bytes, Runnable settle) {
            // Asked for at once the next time: nothing is given back then in the middle of a sequence.
            most = Math.max(most, bytes);
            if (block != null && block.size() < most) {
                settle.run();
                release();
            }
            if (block == null) {
                block = take(most);
            }
            return block;
        }

        /** Whether this very block is what is held from now on. */
        boolean has(Memory.Block wanted) {
            if (block == null && wanted.size() >= most && take(wanted)) {
                block = wanted;
            }
            return block == wanted;
        }

        /** Gives back what is held; nothing may use it any more. */
        void release() {
            if (block != null) {
                Memory.Block held = block;
                block = null;
                give(held);
            }
        }

        /** Frees what is held. */
        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            List<AutoCloseable> owned = new ArrayList<>();
            if (block != null) {
                owned.add(block);
                block = null;
            }
            owned.add(WorkingPool.this::leave);
            Closing.all(owned);
        }
    }
}
