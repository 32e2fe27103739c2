package org.razorrpc.files;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.razorrpc.files.FileActions.Block;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.Codec;

/**
 * The blocks of a copy: there is a fixed number, shared by all files under way, which is what bounds a copy's memory.
 *
 * <p>A file waits for a free block only while it has none in flight. So whoever waits holds nothing that another waits for,
 * and the copy cannot come to a standstill.
 */
final class BlockPool {
    private final Codec codec;
    private final int blockSize;
    private final int perFile;
    private final BlockingQueue<BlockTask> free;

    BlockPool(Codec codec, int blockSize, int count) {
        this.codec = codec;
        this.blockSize = blockSize;
        // A large file leaves room for the small ones beside it.
        this.perFile = Math.max(1, count / 2);
        this.free = new ArrayBlockingQueue<>(count);
        for (int i = 0; i < count; i++) {
            free.add(new BlockTask(codec, blockSize));
        }
    }

    /** Moves all bytes of {@code whole}; returns when they have arrived, or none is under way any more. */
    void move(ClientCaller caller, Block whole, Step step) throws IOException {
        new Transfer(caller, whole, step).run();
    }

    /** What happens to a block on this side: before a write, and after a read. */
    interface Step {
        /** Makes the task a read or a write of that block. */
        void prepare(BlockTask task, Block block, BlockingQueue<BlockTask> completed) throws IOException;

        /** The block has been read or written, all of it. */
        void arrived(BlockTask task) throws IOException;
    }

    private final class Transfer {
        private final BlockingQueue<BlockTask> completed = new LinkedBlockingQueue<>();
        private final ClientCaller caller;
        private final Block whole;
        private final Step step;
        private long next;
        private int inFlight;

        Transfer(ClientCaller caller, Block whole, Step step) {
            this.caller = caller;
            this.whole = whole;
            this.step = step;
        }

        void run() throws IOException {
            try {
                while (next < whole.len() || inFlight > 0) {
                    BlockTask task = next < whole.len() ? acquire() : null;
                    if (task != null) {
                        send(task);
                    } else {
                        finish(completed.take());
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } finally {
                drain();
            }
        }

        private @Nullable BlockTask acquire() throws InterruptedException {
            if (inFlight == 0) {
                return free.take();
            }
            return inFlight < perFile ? free.poll() : null;
        }

        private void send(BlockTask task) throws IOException {
            boolean sent = false;
            try {
                long length = Math.min(blockSize, whole.len() - next);
                step.prepare(task, new Block(whole.path(), whole.upload(), next, length), completed);
                caller.send(task);
                sent = true;
                next += length;
                inFlight++;
            } finally {
                if (!sent) {
                    replace();
                }
            }
        }

        private void finish(BlockTask task) throws IOException {
            inFlight--;
            RpcException error = task.error();
            if (error != null) {
                replace();
                throw error;
            }
            try {
                if (task.transferred() != task.block().len()) {
                    throw new IOException("the file changed while it was copied");
                }
                step.arrived(task);
            } finally {
                free.add(task);
            }
        }

        /** After a failure: what is in flight ends by its deadline at the latest, and only then is its buffer free. */
        private void drain() {
            boolean interrupted = false;
            while (inFlight > 0) {
                try {
                    BlockTask task = completed.take();
                    inFlight--;
                    if (task.error() == null) {
                        free.add(task);
                    } else {
                        replace();
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        /** razor may still hold the buffer of a task that failed: another one takes its place. */
        private void replace() {
            free.add(new BlockTask(codec, blockSize));
        }
    }
}
