package org.razorrpc.runtime.netty;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The file of a listening Unix socket: which one may be removed, and when. */
final class UnixSocketFile {
    static final UnixDomainSocketAddress UNNAMED = UnixDomainSocketAddress.of("");
    /** The kernel's limit, less the terminating zero. */
    private static final int MAX_PATH_BYTES = 107;

    private static final int TYPE_MASK = 0170000;
    private static final int TYPE_SOCKET = 0140000;

    private final Path path;
    /** Inode and time of creation tell our file from another one that took its place, even in a reused inode. */
    private final @Nullable Object key;

    private final FileTime modified;

    private UnixSocketFile(Path path) throws IOException {
        BasicFileAttributes attributes = attributes(path);
        this.path = path;
        key = attributes.fileKey();
        modified = attributes.lastModifiedTime();
    }

    /** The file at this path, as it is now. */
    static UnixSocketFile of(Path path) throws IOException {
        return new UnixSocketFile(path);
    }

    /** A longer path would be cut short silently, and name another file. */
    static void checkLength(Path path) throws IOException {
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > MAX_PATH_BYTES) {
            throw new IOException("the path of the Unix socket has " + length + " bytes, it must have 1 to "
                    + MAX_PATH_BYTES + ": " + path);
        }
    }

    static void restrict(Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }

    /** Removes a socket on which nobody listens; anything else is left alone, and is an error. */
    static void clear(Path path) throws IOException {
        int type;
        UnixSocketFile found;
        try {
            type = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & TYPE_MASK;
            found = of(path);
        } catch (NoSuchFileException e) {
            return;
        }
        if (type != TYPE_SOCKET) {
            throw new BindException("there is a file at that path that is no socket; remove it or choose another path");
        }
        if (isListening(path)) {
            throw new BindException("somebody listens on that path already");
        }
        found.removeIfSame();
    }

    private static boolean isListening(Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // A full backlog must not make us wait: it is a sign of life as well.
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            throw new BindException("cannot tell whether somebody listens on that path: " + e.getMessage());
        }
    }

    /** Removes the file unless another one has taken its place. */
    void removeIfSame() {
        try {
            BasicFileAttributes now = attributes(path);
            if (Objects.equals(key, now.fileKey()) && modified.equals(now.lastModifiedTime())) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // It is gone already, or its directory does not allow it; binding says so where that matters.
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
