package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The file of a bound Unix socket: what may be removed, and when. */
final class UnixSocketFile {

    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;

    private final Path path;
    private final @Nullable Object key;

    private UnixSocketFile(Path path, @Nullable Object key) {
        this.path = path;
        this.key = key;
    }

    /** Removes a socket on which nobody listens. Fails, and touches nothing, when another file or a live socket is there. */
    static void removeStale(Path path) throws IOException {
        BasicFileAttributes found;
        try {
            found = attributes(path);
        } catch (NoSuchFileException e) {
            return;
        }
        if (!found.isOther() || !isSocket(path)) {
            throw new IOException("the file exists and is no socket");
        }
        if (!isStale(path)) {
            throw new IOException("something listens on it already");
        }
        // Another process may have found it stale too, and have bound it by now.
        if (Objects.equals(found.fileKey(), attributes(path).fileKey())) {
            Files.deleteIfExists(path);
        }
    }

    /** To be called when the path has just been bound: only the owner may connect. */
    static UnixSocketFile bound(Path path) throws IOException {
        if (Files.getFileAttributeView(path, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        }
        return new UnixSocketFile(path, attributes(path).fileKey());
    }

    /** Removes the file unless somebody has put another in its place. To be called while the socket is still bound. */
    void remove() throws IOException {
        try {
            if (Objects.equals(key, attributes(path).fileKey())) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // Somebody else has removed it.
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isSocket(Path path) throws IOException {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
            return true;
        }
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & FILE_TYPE) == SOCKET;
    }

    /** Only a refusal says that nobody listens; any doubt (no permission, a full backlog) counts as somebody. */
    private static boolean isStale(Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // Not blocking: a full backlog would hold a blocking one.
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }
}
