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
import org.razorrpc.files.FileActions.Commit;
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
 * a while; what was staged and not committed disappears with them.
 */
public final class FileService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileService.class);
    private static final String ATTRIBUTE = FileService.class.getName();
    private static final int DEFAULT_MAX_OPEN_FILES = 256;
    private static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(5);

    private final Tree tree;
    private final int maxOpenFiles;
    private final long idleNanos;
    private final LongSupplier nanoTime;
    private final BufferPool buffers = new BufferPool(64);
    private final Set<OpenFiles> connections = ConcurrentHashMap.newKeySet();
    private final Thread reaper;

    private FileService(Tree tree, int maxOpenFiles, Duration idleTimeout, LongSupplier nanoTime) {
        this.tree = tree;
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
                .concurrent(
                        FileActions.STAGE, answer((q, files) -> files.open(() -> new OpenFile(tree.stage(q.path())))))
                .concurrent(FileActions.COMMIT, answer(FileService::commit))
                .concurrent(
                        FileActions.DIGEST,
                        answer((q, files) -> new Digest(files.get(q.inode()).sha256())))
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
        OpenFiles files = openFiles(request.peer());
        files.blocks().acquire();
        ByteBuffer buffer = buffers.take();
        Runnable release = () -> {
            buffers.give(buffer);
            files.blocks().release();
        };
        boolean handedOver = false;
        try {
            Range range = checked(message(request));
            buffer.limit((int) Math.min(range.len(), buffer.capacity()));
            files.get(range.inode()).read(buffer, range.offset());
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
        try {
            Range range = checked(message(request));
            ByteBuffer bytes = request.blobOrEmpty();
            if (range.len() != bytes.remaining()) {
                throw Errnos.failure(Errno.EINVAL, "");
            }
            openFiles(request.peer()).get(range.inode()).write(bytes, range.offset());
            request.releaseBlob();
            responder.ok(new Transferred(range.len()));
        } catch (IOException e) {
            fail(request, responder, e);
        }
    }

    private static @Nullable Void truncate(Truncate request, OpenFiles files) throws IOException {
        if (request.size() < 0) {
            throw Errnos.failure(Errno.EINVAL, "");
        }
        files.get(request.inode()).truncate(request.size());
        return null;
    }

    private static @Nullable Void commit(Commit request, OpenFiles files) throws IOException {
        try (OpenFile file = files.take(request.inode())) {
            file.commit(request.executable(), request.sha256());
        }
        return null;
    }

    private static Range checked(Range range) throws IOException {
        if (range.offset() < 0 || range.len() < 0 || range.offset() > Long.MAX_VALUE - range.len()) {
            throw Errnos.failure(Errno.EINVAL, "");
        }
        return range;
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
}
