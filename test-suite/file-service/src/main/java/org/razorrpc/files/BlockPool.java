package org.razorrpc.files;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.razorrpc.files.FileActions.Range;
import org.razorrpc.stream.ClientStream;
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

    /** Moves bytes 0 to {@code size} of an open file; returns when all have arrived, or none is under way any more. */
    void move(ClientStream stream, long inode, long size, Step step) throws IOException {
        new Transfer(stream, inode, size, step).run();
    }

    /** What happens to a block on this side: before a write, and after a read. */
    interface Step {
        /** Makes the task a read or a write of that range. */
        void prepare(BlockTask task, Range range, BlockingQueue<BlockTask> completed) throws IOException;

        /** The block has been read or written, all of it. */
        void arrived(BlockTask task) throws IOException;
    }

    private final class Transfer {
        private final BlockingQueue<BlockTask> completed = new LinkedBlockingQueue<>();
        private final ClientStream stream;
        private final long inode;
        private final long size;
        private final Step step;
        private long next;
        private int inFlight;

        Transfer(ClientStream stream, long inode, long size, Step step) {
            this.stream = stream;
            this.inode = inode;
            this.size = size;
            this.step = step;
        }

        void run() throws IOException {
            try {
                while (next < size || inFlight > 0) {
                    BlockTask task = next < size ? acquire() : null;
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
                Range range = new Range(inode, next, Math.min(blockSize, size - next));
                step.prepare(task, range, completed);
                stream.send(task);
                sent = true;
                next += range.len();
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
                if (task.transferred() != task.range().len()) {
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
