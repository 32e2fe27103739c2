package org.razorrpc.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A directory that is gone when it is closed, or when this process ends. */
final class TemporaryDirectory implements AutoCloseable {
    /** While a process ends others may still write into the directory, and deleting it takes more than one attempt. */
    private static final long AT_EXIT_NANOS = 3_000_000_000L;

    private final Path path;
    private final Thread atExit = new Thread(this::deleteQuietly);

    private TemporaryDirectory(Path path) {
        this.path = path;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    static TemporaryDirectory create() throws IOException {
        return new TemporaryDirectory(Files.createTempDirectory("razor-demo-"));
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        delete(path);
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending and the hook is running: it finds nothing.
            return;
        }
    }

    private void deleteQuietly() {
        long end = System.nanoTime() + AT_EXIT_NANOS;
        for (IOException failure = tryToDelete(); failure != null; failure = tryToDelete()) {
            if (System.nanoTime() - end > 0) {
                LoggerFactory.getLogger(TemporaryDirectory.class).warn("{} could not be deleted", path, failure);
                return;
            }
        }
    }

    private @Nullable IOException tryToDelete() {
        try {
            delete(path);
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    /** Deletes a directory with everything in it; one that is not there is fine. */
    static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
