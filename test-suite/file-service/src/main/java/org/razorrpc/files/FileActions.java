package org.razorrpc.files;

import java.time.Duration;
import java.util.List;
import org.razorrpc.stream.Action;

/**
 * What a file server understands. Paths are relative to the served directory, their names separated by {@code /}; the empty
 * path is the directory itself. File bytes travel as blobs, failures as errno. On the wire the messages' fields are in snake_case
 * ({@code ret_size}).
 *
 * <p>Some actions name a file by its path, others by an {@code inode}, the handle of an open file, which is good on the connection
 * that opened it. Those by path depend on no connection and on no server: several servers of the same directory share the work, and a
 * call that one of them lost is made at the next. So those by path are for pools, those by inode for a single stream.
 */
public final class FileActions {
    /** Hashing reads the whole file, which may be large. */
    private static final Duration WHILE_HASHING = Duration.ofMinutes(10);

    /** Opens a file, for writing too where that is allowed. */
    public static final Action<FilePath, Opened> OPEN = Action.of(1, FilePath.class, Opened.class);

    /** Reads; fewer bytes than asked for at the file's end, or where {@code len} exceeds what the server reads at once. */
    public static final Action<Range, Transferred> READ =
            Action.of(2, Range.class, Transferred.class).asIdempotent();

    /** Writes the request's blob, all of it; {@code len} is its length. */
    public static final Action<Range, Transferred> WRITE =
            Action.of(3, Range.class, Transferred.class).asIdempotent();

    /** Creates an empty file, or empties the one that is there, and opens it. */
    public static final Action<FilePath, Opened> CREATE = Action.of(4, FilePath.class, Opened.class);

    /** Closes a file. */
    public static final Action<FileHandle, Void> CLOSE = Action.of(5, FileHandle.class, Void.class);

    /** Lists a directory page by page, in the order of the names. */
    public static final Action<ListRequest, Listing> LIST =
            Action.of(6, ListRequest.class, Listing.class).asIdempotent();

    /** Tells what is at a path. */
    public static final Action<FilePath, Entry> STAT =
            Action.of(7, FilePath.class, Entry.class).asIdempotent();

    /** Makes one directory; EEXIST when something is there already, which may be the work of a lost attempt of the same call. */
    public static final Action<FilePath, Void> MKDIR = Action.of(8, FilePath.class, Void.class);

    /** Cuts or extends an open file to a length. */
    public static final Action<Truncate, Void> TRUNCATE =
            Action.of(9, Truncate.class, Void.class).asIdempotent();

    /**
     * Makes a new, empty file that nobody sees; COMMIT puts it at the path, DISCARD drops it, and so does any server that knows of it
     * when nobody has written to it for long. Idempotent: the client chose the upload's name, so what is there under it already is
     * this very file, and stays as it is.
     */
    public static final Action<Part, Void> STAGE =
            Action.of(10, Part.class, Void.class).asIdempotent();

    /**
     * Puts a staged file in place at once, if its bytes have that hash; otherwise EBADMSG, and it is dropped. Idempotent: where the
     * staged file is gone and the one at the path has that hash, an earlier run has done it. Whatever else was put there
     * meanwhile is left alone: ENOENT.
     */
    public static final Action<Commit, Void> COMMIT =
            Action.of(11, Commit.class, Void.class).asIdempotent().withTimeout(WHILE_HASHING);

    /** Hashes a file. */
    public static final Action<FilePath, Digest> DIGEST =
            Action.of(12, FilePath.class, Digest.class).asIdempotent().withTimeout(WHILE_HASHING);

    /** Reads of the file at the path as READ does; {@code upload} is empty. */
    public static final Action<Block, Transferred> READ_AT =
            Action.of(13, Block.class, Transferred.class).asIdempotent();

    /**
     * Writes the request's blob, all of it, to a staged file; {@code len} is its length. Idempotent: each run leaves the same bytes at
     * the same place. That holds for one that runs late, when the caller has long gone on elsewhere: after COMMIT it finds no
     * staged file, ENOENT, and one that had it open by then writes what is there.
     */
    public static final Action<Block, Transferred> WRITE_AT =
            Action.of(14, Block.class, Transferred.class).asIdempotent();

    /** Drops a staged file; one that is gone already is fine. */
    public static final Action<Part, Void> DISCARD =
            Action.of(15, Part.class, Void.class).asIdempotent();

    /** All that travels, in an order that stays: Kryo numbers them. */
    static final List<Class<?>> TYPES = List.of(
            FilePath.class,
            FileHandle.class,
            Opened.class,
            Range.class,
            Transferred.class,
            Truncate.class,
            Commit.class,
            Digest.class,
            ListRequest.class,
            Listing.class,
            Entry.class,
            Kind.class,
            Part.class,
            Block.class);

    private FileActions() {}

    /** Names a file or directory. */
    public record FilePath(String path) {}

    /** Names an open file. */
    public record FileHandle(long inode) {}

    /** An open file and its length in bytes. */
    public record Opened(long inode, long size) {}

    /** Bytes of an open file. */
    public record Range(long inode, long offset, long len) {}

    /** How many bytes were read or written. */
    public record Transferred(long retSize) {}

    /** A file's new length. */
    public record Truncate(long inode, long size) {}

    /**
     * Names a staged file.
     *
     * @param path where it is to be
     * @param upload which one of those for that path: a UUID that the client made
     */
    public record Part(String path, String upload) {}

    /** The end of a staged file: its SHA-256 in lower-case hex. */
    public record Commit(String path, String upload, boolean executable, String sha256) {}

    /**
     * Bytes of a file by path.
     *
     * @param upload of the staged file for that path; empty: of the file at the path
     */
    public record Block(String path, String upload, long offset, long len) {}

    /** A SHA-256 in lower-case hex. */
    public record Digest(String sha256) {}

    /**
     * Asks for a page of a directory.
     *
     * @param after only names above this one, in the order of {@link String#compareTo}; empty for the first page
     */
    public record ListRequest(String path, String after) {}

    /**
     * A page of a directory.
     *
     * @param more whether entries follow the last one
     */
    public record Listing(List<Entry> entries, boolean more) {
        public Listing {
            entries = List.copyOf(entries);
        }
    }

    /**
     * What a directory holds under a name.
     *
     * @param size bytes of a file, 0 for anything else
     * @param executable whether a file's owner may run it
     */
    public record Entry(String name, Kind kind, long size, boolean executable) {}

    /** What a name stands for. Only the first two can be opened. */
    public enum Kind {
        FILE,
        DIRECTORY,
        /** A symbolic link, which is never followed. */
        LINK,
        /** A device, a pipe, a socket. */
        OTHER,
        /** The name's bytes are no text in the server's encoding; the name given is only similar. */
        UNREADABLE_NAME
    }
}
