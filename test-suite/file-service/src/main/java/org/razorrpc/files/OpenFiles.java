package org.razorrpc.files;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.razorrpc.files.FileActions.Opened;
import org.razorrpc.stream.Errno;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open files of one connection, bounded in number. Any thread. */
final class OpenFiles implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

    /** Blocks that may be read and not yet sent, so that one connection holds 16 MiB of them at most. */
    private final Semaphore blocks = new Semaphore(64);

    private final Map<Long, OpenFile> byInode = new ConcurrentHashMap<>();
    private final AtomicLong lastInode = new AtomicLong();
    private final LongSupplier nanoTime;
    private final Semaphore room;
    private volatile boolean closed;

    OpenFiles(int max, LongSupplier nanoTime) {
        this.room = new Semaphore(max);
        this.nanoTime = nanoTime;
    }

    Semaphore blocks() {
        return blocks;
    }

    /** Opens a file and gives it a number; EMFILE when there are too many. */
    Opened open(Opening opening) throws IOException {
        if (!room.tryAcquire()) {
            throw Errnos.failure(Errno.EMFILE, "");
        }
        OpenFile file = null;
        try {
            file = opening.open();
            Opened opened = new Opened(lastInode.incrementAndGet(), file.size());
            file.touch(nanoTime.getAsLong());
            byInode.put(opened.inode(), file);
            if (closed) {
                // The connection went while the file was being opened: nobody else would close it.
                close();
            }
            return opened;
        } catch (IOException e) {
            room.release();
            if (file != null) {
                file.close();
            }
            throw e;
        }
    }

    /** The file of a number; EBADF when there is none. */
    OpenFile get(long inode) throws IOException {
        OpenFile file = byInode.get(inode);
        if (file == null) {
            throw Errnos.failure(Errno.EBADF, "");
        }
        file.touch(nanoTime.getAsLong());
        return file;
    }

    /** The file of a number, which nobody else can use any more: the caller closes it. EBADF when there is none. */
    OpenFile take(long inode) throws IOException {
        OpenFile file = byInode.remove(inode);
        if (file == null) {
            throw Errnos.failure(Errno.EBADF, "");
        }
        room.release();
        return file;
    }

    /** Closes what nobody has used for that long. */
    void closeIdle(long idleNanos) {
        long now = nanoTime.getAsLong();
        byInode.forEach((inode, file) -> {
            if (file.idleNanos(now) >= idleNanos) {
                drop(inode);
            }
        });
    }

    int count() {
        return byInode.size();
    }

    /** Closes all; one that is opened at this moment is closed as well. */
    @Override
    public void close() {
        closed = true;
        byInode.keySet().forEach(this::drop);
    }

    private void drop(long inode) {
        OpenFile file = byInode.remove(inode);
        if (file != null) {
            room.release();
            closeQuietly(inode, file);
        }
    }

    private static void closeQuietly(long inode, OpenFile file) {
        try (file) {
            LOG.debug("closing file {}, nobody else will", inode);
        } catch (IOException e) {
            LOG.debug("closing file {}", inode, e);
        }
    }

    @FunctionalInterface
    interface Opening {
        OpenFile open() throws IOException;
    }
}
