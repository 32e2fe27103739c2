package org.razorrpc.files;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.Attempt;
import org.razorrpc.stream.Errno;
import org.razorrpc.stream.RpcException;

/** Between Java's I/O exceptions and errno: the JDK has types for a few, the others are told by strerror's text alone. */
final class Errnos {
    private static final Map<String, Errno> BY_DESCRIPTION = Arrays.stream(Errno.values())
            .collect(Collectors.toMap(Errno::description, Function.identity(), (a, b) -> a));
    /** What the JDK makes of ELOOP when a symbolic link is at the end of a path that must not be one. */
    private static final String LINK_NOT_FOLLOWED = "Too many levels of symbolic links or unable to access";

    private Errnos() {}

    /** An exception that {@link #of} turns into this number again. */
    static FileSystemException failure(Errno errno, String path) {
        return new FileSystemException(path, null, errno.description());
    }

    /** The number for an exception; EIO where nothing fits better. */
    static Errno of(IOException failure) {
        return switch (failure) {
            case NoSuchFileException e -> Errno.ENOENT;
            case AccessDeniedException e -> Errno.EACCES;
            case NotDirectoryException e -> Errno.ENOTDIR;
            case FileAlreadyExistsException e -> Errno.EEXIST;
            case DirectoryNotEmptyException e -> Errno.ENOTEMPTY;
            case FileSystemLoopException e -> Errno.ELOOP;
            case FileSystemException e -> ofText(e.getReason());
            case ClosedChannelException e -> Errno.EBADF;
            default -> ofText(failure.getMessage());
        };
    }

    private static Errno ofText(@Nullable String text) {
        if (text == null) {
            return Errno.EIO;
        }
        if (text.startsWith(LINK_NOT_FOLLOWED)) {
            return Errno.EACCES;
        }
        return BY_DESCRIPTION.getOrDefault(text, Errno.EIO);
    }

    /** One line that says what went wrong, for people. */
    static String describe(IOException failure) {
        Errno errno = of(failure);
        return errno == Errno.EIO ? String.valueOf(failure.getMessage()) : errno.description();
    }

    /** One line that says what went wrong, for people: where a pool tried more than once, where and how each attempt failed. */
    static String describe(RpcException failure) {
        List<Attempt> attempts = failure.attempts();
        return attempts.size() < 2
                ? String.valueOf(failure.getMessage())
                : failure.getMessage() + " (" + attempts.size() + " attempts: "
                        + attempts.stream().map(Attempt::toString).collect(Collectors.joining(", ")) + ")";
    }
}
