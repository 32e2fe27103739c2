package org.razorrpc.files;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.razorrpc.files.FileActions.Commit;
import org.razorrpc.files.FileActions.Entry;
import org.razorrpc.files.FileActions.FileHandle;
import org.razorrpc.files.FileActions.FilePath;
import org.razorrpc.files.FileActions.Kind;
import org.razorrpc.files.FileActions.ListRequest;
import org.razorrpc.files.FileActions.Listing;
import org.razorrpc.files.FileActions.Opened;
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

    /** The caller is used and not closed. Open files are good on one connection, so it must not be a pool. */
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

    /** Opens a file that appears at the path when it is committed, and not before. */
    public Opened stage(String path) {
        return call(FileActions.STAGE, new FilePath(path));
    }

    /**
     * Puts a staged file in place and closes it. EBADMSG when its bytes do not have that hash; it is dropped then.
     *
     * @param sha256 in lower-case hex
     */
    public void commit(long inode, boolean executable, String sha256) {
        caller.call(FileActions.COMMIT, new Commit(inode, executable, sha256));
    }

    /** Closes an open file; one that was staged and not committed is dropped. */
    public void close(long inode) {
        caller.call(FileActions.CLOSE, new FileHandle(inode));
    }

    /** Closes where it no longer matters whether that works: the connection's end closes it as well. */
    void closeQuietly(long inode) {
        try {
            close(inode);
        } catch (RpcException e) {
            LOG.debug("closing file {}", inode, e);
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

    /** Writes the buffer's remaining bytes; its position stays. */
    public void write(long inode, long offset, ByteBuffer bytes) {
        Range range = new Range(inode, offset, bytes.remaining());
        caller.call(FileActions.WRITE, range, CallOptions.blob(Blob.of(bytes)));
    }

    /** Cuts or extends an open file to {@code size} bytes. */
    public void truncate(long inode, long size) {
        caller.call(FileActions.TRUNCATE, new Truncate(inode, size));
    }

    /** The SHA-256 of an open file in lower-case hex. */
    public String sha256(long inode) {
        return call(FileActions.DIGEST, new FileHandle(inode)).sha256();
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
            caller.call(FileActions.MKDIR, new FilePath(path));
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
