package org.razorrpc.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.razorrpc.files.FileActions.Block;
import org.razorrpc.files.FileActions.Digest;
import org.razorrpc.files.FileActions.Range;
import org.razorrpc.files.FileActions.Transferred;
import org.razorrpc.files.FileActions.Truncate;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.Errno;
import org.razorrpc.stream.Handler;
import org.razorrpc.stream.Request;
import org.razorrpc.stream.Responder;
import org.razorrpc.stream.ServerPeer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one directory: {@code server.listen(address, service.dispatch())}. Nothing outside of the directory can be reached,
 * whatever paths and links say. Files that a connection has open are closed when it ends, or when they have not been used for
 * a while. What was staged and not committed is dropped when it has not been written to for twelve times as long: it belongs to no
 * connection, and to no server of the directory alone.
 */
public final class FileService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileService.class);
    private static final String ATTRIBUTE = FileService.class.getName();
    private static final int DEFAULT_MAX_OPEN_FILES = 256;
    private static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(5);
    /** A client hashes a large file between its last write and the commit, and the server while it commits. */
    private static final int STAGED_FOR_IDLE_TIMEOUTS = 12;

    private final Tree tree;
    private final int maxOpenFiles;
    private final long idleNanos;
    private final LongSupplier nanoTime;
    private final BufferPool buffers = new BufferPool(64);
    private final Uploads uploads;
    private final Set<OpenFiles> connections = ConcurrentHashMap.newKeySet();
    private final Thread reaper;

    private FileService(Tree tree, int maxOpenFiles, Duration idleTimeout, LongSupplier nanoTime) {
        this.tree = tree;
        this.uploads = new Uploads(tree);
        this.maxOpenFiles = maxOpenFiles;
        this.idleNanos = idleTimeout.toNanos();
        this.nanoTime = nanoTime;
        this.reaper = Thread.ofVirtual().name("file-service-reaper").start(this::reap);
    }

    /** With 256 open files a connection, each closed after 5 minutes without use. */
    public static FileService open(Path directory) throws IOException {
        return open(directory, DEFAULT_MAX_OPEN_FILES, DEFAULT_IDLE_TIMEOUT);
    }

    /**
     * Opens a directory for serving.
     *
     * @param maxOpenFiles of one connection; what comes above is answered EMFILE
     * @param idleTimeout after which a file that nobody uses is closed, at the latest after one and a quarter of it
     * @throws IOException when it is not a directory, or not a readable one
     */
    public static FileService open(Path directory, int maxOpenFiles, Duration idleTimeout) throws IOException {
        return new FileService(Tree.open(directory), maxOpenFiles, idleTimeout, System::nanoTime);
    }

    /** The actions of {@link FileActions}. Every handler touches the file system, so each request has a thread that may wait. */
    public Dispatch dispatch() {
        return Dispatch.byAction()
                .concurrent(
                        FileActions.OPEN, answer((q, files) -> files.open(() -> new OpenFile(tree.openFile(q.path())))))
                .concurrent(FileActions.READ, this::read)
                .concurrent(FileActions.WRITE, this::write)
                .concurrent(
                        FileActions.CREATE,
                        answer((q, files) -> files.open(() -> new OpenFile(tree.createFile(q.path())))))
                .concurrent(FileActions.CLOSE, answer((q, files) -> {
                    files.take(q.inode()).close();
                    return null;
                }))
                .concurrent(FileActions.LIST, answer((q, files) -> tree.list(q.path(), q.after())))
                .concurrent(FileActions.STAT, answer((q, files) -> tree.stat(q.path())))
                .concurrent(FileActions.MKDIR, answer((q, files) -> {
                    tree.makeDirectory(q.path());
                    return null;
                }))
                .concurrent(FileActions.TRUNCATE, answer(FileService::truncate))
                .concurrent(FileActions.STAGE, answer((q, files) -> {
                    uploads.stage(q);
                    return null;
                }))
                .concurrent(FileActions.COMMIT, answer((q, files) -> {
                    uploads.commit(q);
                    return null;
                }))
                .concurrent(FileActions.DIGEST, answer((q, files) -> digest(q.path())))
                .concurrent(FileActions.READ_AT, this::readAt)
                .concurrent(FileActions.WRITE_AT, this::writeAt)
                .concurrent(FileActions.DISCARD, answer((q, files) -> {
                    uploads.discard(q);
                    return null;
                }))
                .build();
    }

    /** A handler that answers what the operation returns, or the errno of what it throws. */
    private <Q, R> Handler<Q, R> answer(Operation<Q, R> operation) {
        return (request, responder) -> {
            try {
                responder.ok(operation.run(message(request), openFiles(request.peer())));
            } catch (IOException e) {
                fail(request, responder, e);
            }
        };
    }

    private void read(Request<Range> request, Responder<Transferred> responder) throws InterruptedException {
        Range range = message(request);
        OpenFiles files = openFiles(request.peer());
        read(
                request,
                responder,
                range.offset(),
                range.len(),
                buffer -> files.get(range.inode()).read(buffer, range.offset()));
    }

    private void readAt(Request<Block> request, Responder<Transferred> responder) throws InterruptedException {
        Block block = message(request);
        read(request, responder, block.offset(), block.len(), buffer -> {
            if (!block.upload().isEmpty()) {
                throw Errnos.failure(Errno.EINVAL, "");
            }
            try (OpenFile file = new OpenFile(tree.openToRead(block.path()))) {
                file.read(buffer, block.offset());
            }
        });
    }

    private void read(Request<?> request, Responder<Transferred> responder, long offset, long length, Source source)
            throws InterruptedException {
        OpenFiles files = openFiles(request.peer());
        files.blocks().acquire();
        ByteBuffer buffer = buffers.take();
        Runnable release = () -> {
            buffers.give(buffer);
            files.blocks().release();
        };
        boolean handedOver = false;
        try {
            requireRange(offset, length);
            buffer.limit((int) Math.min(length, buffer.capacity()));
            source.read(buffer);
            buffer.flip();
            // The buffer is razor's from here on: it comes back when its bytes have been written out.
            handedOver = responder.ok(new Transferred(buffer.remaining()), Blob.of(buffer), release);
        } catch (IOException e) {
            fail(request, responder, e);
        } finally {
            if (!handedOver) {
                release.run();
            }
        }
    }

    private void write(Request<Range> request, Responder<Transferred> responder) {
        Range range = message(request);
        OpenFiles files = openFiles(request.peer());
        write(
                request,
                responder,
                range.offset(),
                range.len(),
                bytes -> files.get(range.inode()).write(bytes, range.offset()));
    }

    private void writeAt(Request<Block> request, Responder<Transferred> responder) {
        Block block = message(request);
        write(request, responder, block.offset(), block.len(), bytes -> uploads.write(block, bytes));
    }

    private static void write(
            Request<?> request, Responder<Transferred> responder, long offset, long length, Target target) {
        try {
            requireRange(offset, length);
            ByteBuffer bytes = request.blobOrEmpty();
            if (length != bytes.remaining()) {
                throw Errnos.failure(Errno.EINVAL, "");
            }
            target.write(bytes);
            request.releaseBlob();
            responder.ok(new Transferred(length));
        } catch (IOException e) {
            fail(request, responder, e);
        }
    }

    private Digest digest(String path) throws IOException {
        try (OpenFile file = new OpenFile(tree.openToRead(path))) {
            return new Digest(file.sha256());
        }
    }

    private static @Nullable Void truncate(Truncate request, OpenFiles files) throws IOException {
        if (request.size() < 0) {
            throw Errnos.failure(Errno.EINVAL, "");
        }
        files.get(request.inode()).truncate(request.size());
        return null;
    }

    private static void requireRange(long offset, long length) throws IOException {
        if (offset < 0 || length < 0 || offset > Long.MAX_VALUE - length) {
            throw Errnos.failure(Errno.EINVAL, "");
        }
    }

    /** A codec gives null for a message of nil only where the type allows it; these do not. */
    private static <Q> Q message(Request<Q> request) {
        return Objects.requireNonNull(request.message(), "message");
    }

    private static void fail(Request<?> request, Responder<?> responder, IOException failure) {
        Errno errno = Errnos.of(failure);
        if (errno == Errno.EIO) {
            LOG.warn("{}: action {} failed", request.peer().id(), request.actionNumber(), failure);
        }
        responder.errno(errno);
    }

    /** The open files of a connection; the first request on it makes the list and asks to hear of the connection's end. */
    private OpenFiles openFiles(ServerPeer peer) {
        return (OpenFiles) peer.attributes().computeIfAbsent(ATTRIBUTE, key -> {
            OpenFiles files = new OpenFiles(maxOpenFiles, nanoTime);
            connections.add(files);
            peer.onClosed(() -> {
                connections.remove(files);
                files.close();
            });
            return files;
        });
    }

    private void reap() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(Duration.ofNanos(Math.max(idleNanos / 4, 1)));
                connections.forEach(files -> files.closeIdle(idleNanos));
                uploads.dropIdle(Duration.ofNanos(idleNanos).multipliedBy(STAGED_FOR_IDLE_TIMEOUTS));
            }
        } catch (InterruptedException e) {
            // Closed: nothing is left to watch.
            Thread.currentThread().interrupt();
        }
    }

    /** Closes every open file; close the server first. Idempotent. */
    @Override
    public void close() {
        reaper.interrupt();
        connections.forEach(OpenFiles::close);
        try {
            tree.close();
        } catch (IOException e) {
            LOG.debug("closing the served directory", e);
        }
    }

    @FunctionalInterface
    private interface Operation<Q, R> {
        @Nullable
        R run(Q request, OpenFiles files) throws IOException;
    }

    /** Fills the buffer as far as there is something. */
    @FunctionalInterface
    private interface Source {
        void read(ByteBuffer buffer) throws IOException;
    }

    /** Takes all of the buffer. */
    @FunctionalInterface
    private interface Target {
        void write(ByteBuffer bytes) throws IOException;
    }
}
