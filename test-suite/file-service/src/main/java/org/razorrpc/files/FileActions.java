package org.razorrpc.files;

import java.time.Duration;
import java.util.List;
import org.razorrpc.stream.Action;

/**
 * What a file server understands. Paths are relative to the served directory, their names separated by {@code /}; the empty
 * path is the directory itself. An {@code inode} is the handle of an open file, good on the connection that opened it. File
 * bytes travel as blobs, failures as errno. On the wire the messages' fields are in snake_case ({@code ret_size}).
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

    /** Closes a file; one that was staged and not committed is dropped. */
    public static final Action<FileHandle, Void> CLOSE = Action.of(5, FileHandle.class, Void.class);

    /** Lists a directory page by page, in the order of the names. */
    public static final Action<ListRequest, Listing> LIST =
            Action.of(6, ListRequest.class, Listing.class).asIdempotent();

    /** Tells what is at a path. */
    public static final Action<FilePath, Entry> STAT =
            Action.of(7, FilePath.class, Entry.class).asIdempotent();

    /** Makes one directory; EEXIST when something is there already. */
    public static final Action<FilePath, Void> MKDIR = Action.of(8, FilePath.class, Void.class);

    /** Cuts or extends an open file to a length. */
    public static final Action<Truncate, Void> TRUNCATE =
            Action.of(9, Truncate.class, Void.class).asIdempotent();

    /** Opens a new file that nobody sees; COMMIT puts it at the path, CLOSE or the end of the connection drops it. */
    public static final Action<FilePath, Opened> STAGE = Action.of(10, FilePath.class, Opened.class);

    /** Puts a staged file in place at once and closes it, if its bytes have that hash; otherwise EBADMSG. */
    public static final Action<Commit, Void> COMMIT =
            Action.of(11, Commit.class, Void.class).withTimeout(WHILE_HASHING);

    /** Hashes an open file. */
    public static final Action<FileHandle, Digest> DIGEST =
            Action.of(12, FileHandle.class, Digest.class).asIdempotent().withTimeout(WHILE_HASHING);

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
            Kind.class);

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

    /** The end of a staged file: its SHA-256 in lower-case hex. */
    public record Commit(long inode, boolean executable, String sha256) {}

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
