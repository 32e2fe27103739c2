package org.razorrpc.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A folder by file descriptor: the kernel resolves each name in the directory that was opened, whatever its path has become
 * since. So a link that is swapped in between a check and its use changes nothing.
 */
final class SecureFolder implements Folder {
    private final SecureFolder root;
    private final Path rootPath;
    private final SecureDirectoryStream<Path> stream;

    /** The folder at the top, whose path is trusted. */
    SecureFolder(Path rootPath, SecureDirectoryStream<Path> stream) {
        this.root = this;
        this.rootPath = rootPath;
        this.stream = stream;
    }

    private SecureFolder(SecureFolder root, SecureDirectoryStream<Path> stream) {
        this.root = root;
        this.rootPath = root.rootPath;
        this.stream = stream;
    }

    @Override
    public Folder enter(String name) throws IOException {
        // Looked at first because opening a named pipe would wait for its other end.
        Entries.requireDirectory(attributes(name), name);
        return new SecureFolder(root, stream.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public BasicFileAttributes attributes(String name) throws IOException {
        return stream.getFileAttributeView(Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    @Override
    public List<Path> names() {
        List<Path> names = new ArrayList<>();
        stream.forEach(path -> names.add(path.getFileName()));
        return names;
    }

    @Override
    public FileChannel open(String name, Set<? extends OpenOption> options) throws IOException {
        Set<OpenOption> notFollowing = new HashSet<>(options);
        notFollowing.add(LinkOption.NOFOLLOW_LINKS);
        return (FileChannel) stream.newByteChannel(Path.of(name), notFollowing);
    }

    /**
     * The JDK cannot make a directory by descriptor. So it is made under a name of its own in the top folder, which nobody can
     * swap, and moved from there, which goes by descriptors.
     */
    @Override
    public void makeDirectory(String name) throws IOException {
        if (exists(name)) {
            throw new FileAlreadyExistsException(name);
        }
        Path made = Files.createDirectory(rootPath.resolve(Tree.temporaryName()));
        try {
            root.stream.move(made.getFileName(), stream, Path.of(name));
        } catch (IOException e) {
            Files.deleteIfExists(made);
            throw e;
        }
    }

    private boolean exists(String name) throws IOException {
        try {
            attributes(name);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        stream.move(Path.of(from), stream, Path.of(to));
    }

    @Override
    public void deleteFile(String name) throws IOException {
        stream.deleteFile(Path.of(name));
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
        return stream.getFileAttributeView(Path.of(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
