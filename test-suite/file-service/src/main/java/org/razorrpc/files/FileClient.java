package org.razorrpc.files;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.razorrpc.files.FileActions.Block;
import org.razorrpc.files.FileActions.Commit;
import org.razorrpc.files.FileActions.Entry;
import org.razorrpc.files.FileActions.FileHandle;
import org.razorrpc.files.FileActions.FilePath;
import org.razorrpc.files.FileActions.Kind;
import org.razorrpc.files.FileActions.ListRequest;
import org.razorrpc.files.FileActions.Listing;
import org.razorrpc.files.FileActions.Opened;
import org.razorrpc.files.FileActions.Part;
import org.razorrpc.files.FileActions.Range;
import org.razorrpc.files.FileActions.Transferred;
import org.razorrpc.files.FileActions.Truncate;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.CallOptions;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.Errno;
import org.razorrpc.stream.RpcException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file server's actions as methods that wait for their answer. Any thread that may block, any number of them. Failures of
 * the server's file system are {@link RpcException}s with its errno; the caller's other failures pass through as they are.
 */
public final class FileClient {
    private static final Logger LOG = LoggerFactory.getLogger(FileClient.class);

    private final ClientCaller caller;

    /**
     * The caller is used and not closed. It may be a pool whose servers all serve the same directory; an inode is good on one
     * connection alone, so what takes or returns one needs a stream.
     */
    public FileClient(ClientCaller caller) {
        this.caller = caller;
    }

    /** Opens a file, for writing too where that is allowed. */
    public Opened open(String path) {
        return call(FileActions.OPEN, new FilePath(path));
    }

    /** Creates an empty file, or empties the one that is there. */
    public Opened create(String path) {
        return call(FileActions.CREATE, new FilePath(path));
    }

    /** Closes an open file. */
    public void close(long inode) {
        caller.call(FileActions.CLOSE, new FileHandle(inode));
    }

    /**
     * Begins a file that appears at the path when it is committed, and not before.
     *
     * @param upload a new UUID, which names this file from now on
     */
    public void stage(String path, String upload) {
        caller.call(FileActions.STAGE, new Part(path, upload));
    }

    /** Writes the buffer's remaining bytes to a staged file; its position stays. */
    public void write(String path, String upload, long offset, ByteBuffer bytes) {
        Block block = new Block(path, upload, offset, bytes.remaining());
        caller.call(FileActions.WRITE_AT, block, CallOptions.blob(Blob.of(bytes)));
    }

    /**
     * Puts a staged file in place. EBADMSG when its bytes do not have that hash; it is dropped then.
     *
     * @param sha256 in lower-case hex
     */
    public void commit(String path, String upload, boolean executable, String sha256) {
        caller.call(FileActions.COMMIT, new Commit(path, upload, executable, sha256));
    }

    /** Drops a staged file; one that is gone already is fine. */
    public void discard(String path, String upload) {
        caller.call(FileActions.DISCARD, new Part(path, upload));
    }

    /** Drops where it no longer matters whether that works: the server does so too, later. */
    void discardQuietly(String path, String upload) {
        try {
            discard(path, upload);
        } catch (RpcException e) {
            LOG.debug("dropping upload {}", upload, e);
        }
    }

    /**
     * Reads from {@code offset} on into the buffer's room, and moves its position.
     *
     * @return how many bytes: fewer than there is room for at the file's end, or when the server gives no more at once
     */
    public int read(long inode, long offset, ByteBuffer into) {
        Range range = new Range(inode, offset, into.remaining());
        Transferred read = caller.call(FileActions.READ, range, CallOptions.NONE.withResponseBuffer(into))
                .message();
        return (int) Objects.requireNonNull(read).retSize();
    }

    /** Reads of the file at a path as {@link #read(long, long, ByteBuffer)} does. */
    public int read(String path, long offset, ByteBuffer into) {
        Block block = new Block(path, "", offset, into.remaining());
        Transferred read = caller.call(FileActions.READ_AT, block, CallOptions.NONE.withResponseBuffer(into))
                .message();
        return (int) Objects.requireNonNull(read).retSize();
    }

    /** Writes the buffer's remaining bytes; its position stays. */
    public void write(long inode, long offset, ByteBuffer bytes) {
        Range range = new Range(inode, offset, bytes.remaining());
        caller.call(FileActions.WRITE, range, CallOptions.blob(Blob.of(bytes)));
    }

    /** Cuts or extends an open file to {@code size} bytes. */
    public void truncate(long inode, long size) {
        caller.call(FileActions.TRUNCATE, new Truncate(inode, size));
    }

    /** The SHA-256 of a file in lower-case hex. */
    public String sha256(String path) {
        return call(FileActions.DIGEST, new FilePath(path)).sha256();
    }

    /** What is at a path; a symbolic link is a link, wherever it leads. */
    public Entry stat(String path) {
        return call(FileActions.STAT, new FilePath(path));
    }

    /** Everything in a directory, in the order of the names. */
    public List<Entry> list(String path) {
        List<Entry> entries = new ArrayList<>();
        Listing page;
        do {
            String after =
                    entries.isEmpty() ? "" : entries.get(entries.size() - 1).name();
            page = call(FileActions.LIST, new ListRequest(path, after));
            entries.addAll(page.entries());
        } while (page.more() && !page.entries().isEmpty());
        return entries;
    }

    /** Makes a directory and those above it that are missing; one that is there already is fine. */
    public void makeDirectories(String path) {
        int slash = path.lastIndexOf('/');
        if (slash > 0) {
            makeDirectories(path.substring(0, slash));
        }
        if (!path.isEmpty()) {
            makeDirectory(path);
        }
    }

    /** Makes a directory; one that is there already is fine. */
    void makeDirectory(String path) {
        try {
            // Idempotent as used here: EEXIST for what a lost attempt has made is as good as made.
            caller.call(FileActions.MKDIR, new FilePath(path), CallOptions.NONE.withIdempotent(true));
        } catch (RpcException e) {
            if (!e.is(Errno.EEXIST) || stat(path).kind() != Kind.DIRECTORY) {
                throw e;
            }
        }
    }

    private <Q, R> R call(Action<Q, R> action, Q request) {
        @Nullable R response = caller.call(action, request);
        return Objects.requireNonNull(response, () -> "action " + action + " was answered with nothing");
    }
}
