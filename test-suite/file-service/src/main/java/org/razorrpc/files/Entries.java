package org.razorrpc.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.razorrpc.files.FileActions.Entry;
import org.razorrpc.files.FileActions.Kind;
import org.razorrpc.stream.Errno;

/** What is under a name, and whether it may be used. */
final class Entries {
    private Entries() {}

    static void requireDirectory(BasicFileAttributes attributes, String name) throws IOException {
        switch (kind(attributes)) {
            case DIRECTORY -> {}
            case LINK -> throw new AccessDeniedException(name);
            default -> throw new NotDirectoryException(name);
        }
    }

    static void requireFile(BasicFileAttributes attributes, String name) throws IOException {
        switch (kind(attributes)) {
            case FILE -> {}
            case DIRECTORY -> throw Errnos.failure(Errno.EISDIR, name);
            default -> throw new AccessDeniedException(name);
        }
    }

    /** A name as the directory gave it: it may not survive the way to text and back. */
    static Entry entry(Folder folder, Path name) throws IOException {
        return isText(name)
                ? entry(folder, name.toString())
                : new Entry(name.toString(), Kind.UNREADABLE_NAME, 0, false);
    }

    static Entry entry(Folder folder, String name) throws IOException {
        BasicFileAttributes attributes = folder.attributes(name);
        Kind kind = kind(attributes);
        return kind == Kind.FILE
                ? new Entry(name, kind, attributes.size(), folder.isExecutable(name))
                : new Entry(name, kind, 0, false);
    }

    private static boolean isText(Path name) {
        try {
            return Path.of(name.toString()).equals(name);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Kind kind(BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            return Kind.LINK;
        }
        if (attributes.isDirectory()) {
            return Kind.DIRECTORY;
        }
        return attributes.isRegularFile() ? Kind.FILE : Kind.OTHER;
    }
}
