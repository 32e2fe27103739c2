package org.razorrpc.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder by path, for platforms without {@link java.nio.file.SecureDirectoryStream}. It refuses links as well, but somebody
 * with an account on this machine who swaps a directory for a link at the right moment could get past it.
 */
final class PlainFolder implements Folder {
    private final Path directory;

    PlainFolder(Path directory) {
        this.directory = directory;
    }

    @Override
    public Folder enter(String name) throws IOException {
        Entries.requireDirectory(attributes(name), name);
        return new PlainFolder(directory.resolve(name));
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
        return Files.readAttributes(directory.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public List<Path> names() throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(Path::getFileName).toList();
        }
    }

    @Override
    public FileChannel open(String name, Set<? extends OpenOption> options) throws IOException {
        Set<OpenOption> notFollowing = new HashSet<>(options);
        notFollowing.add(LinkOption.NOFOLLOW_LINKS);
        return FileChannel.open(directory.resolve(name), notFollowing);
    }

    @Override
    public void makeDirectory(String name) throws IOException {
        Files.createDirectory(directory.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void deleteFile(String name) throws IOException {
        Files.delete(directory.resolve(name));
    }

    @Override
    public boolean isExecutable(String name) throws IOException {
        return Permissions.isExecutable(permissions(name));
    }

    @Override
    public void setExecutable(String name, boolean executable) throws IOException {
        Permissions.setExecutable(permissions(name), executable);
    }

    private PosixFileAttributeView permissions(String name) {
        return Files.getFileAttributeView(
                directory.resolve(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void close() {}
}
