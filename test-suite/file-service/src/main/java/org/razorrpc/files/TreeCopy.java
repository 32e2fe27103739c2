package org.razorrpc.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.razorrpc.files.FileActions.Entry;
import org.razorrpc.files.FileActions.Kind;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.Errno;
import org.razorrpc.stream.RpcException;

/**
 * Copies files and trees to a file server and from it. Many blocks of many files are under way at once, in a bounded number;
 * each file is checked by its SHA-256 and appears whole or not at all; the executable bit is kept. Links and special files are
 * left out and reported. The first failure stops the copy; files that were complete by then stay.
 *
 * <p>Use it for one copy at a time, from a thread that may block.
 */
public final class TreeCopy implements AutoCloseable {
    private static final int BLOCK_SIZE = 128 << 10;
    private static final int BLOCKS_IN_FLIGHT = 64;
    private static final int FILES_AT_ONCE = 64;

    private final ClientCaller caller;
    private final Progress progress;
    private final BlockPool blocks;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** The caller is used and not closed. It may be a pool whose servers all serve the same directory. */
    public TreeCopy(ClientCaller caller, Progress progress) {
        this.caller = caller;
        this.progress = progress;
        this.blocks = new BlockPool(caller.codec(), BLOCK_SIZE, BLOCKS_IN_FLIGHT);
    }

    /**
     * What a copy did.
     *
     * @param bytes of all files
     * @param skipped paths of links and special files, which are not copied
     */
    public record Report(long files, long directories, long bytes, List<String> skipped) {
        public Report {
            skipped = List.copyOf(skipped);
        }
    }

    /** Hears how a copy gets on. Called by many threads at once; must be quick. */
    public interface Progress {
        /** Does nothing. */
        Progress NONE = bytes -> {};

        /** So many more bytes have arrived where they belong. */
        void copied(long bytes);

        /** A file is complete and in its place. */
        default void finished(String path) {}
    }

    /**
     * Copies a file or directory to the server. Directories above {@code remote} are made.
     *
     * @param remote becomes the copy of {@code local}: a directory's content goes right into it
     * @param include says of each path relative to {@code local}, files and directories, whether it is copied
     * @throws IOException naming the file that could not be copied
     */
    public Report put(Path local, String remote, Predicate<String> include) throws IOException {
        FileClient client = new FileClient(caller);
        if (!Files.isDirectory(local)) {
            Path path = local.toAbsolutePath();
            try (Tree tree = Tree.open(path.getParent())) {
                makeParents(client, remote);
                return run(new Upload(caller, tree, blocks), path.getFileName().toString(), remote, include);
            }
        }
        try (Tree tree = Tree.open(local)) {
            named(remote, () -> client.makeDirectories(remote));
            return run(new Upload(caller, tree, blocks), "", remote, include);
        }
    }

    /**
     * Copies a file or directory from the server. Directories above {@code local} are made.
     *
     * @param local becomes the copy of {@code remote}: a directory's content goes right into it
     * @throws IOException naming the file that could not be copied
     */
    public Report get(String remote, Path local) throws IOException {
        FileClient client = new FileClient(caller);
        Entry entry = named(remote, () -> client.stat(remote));
        boolean directory = entry.kind() == Kind.DIRECTORY;
        Path path = local.toAbsolutePath();
        try (Tree tree = Tree.open(Files.createDirectories(directory ? path : parent(path)))) {
            String to = directory ? "" : path.getFileName().toString();
            return run(new Download(caller, tree, blocks), remote, to, all -> true);
        }
    }

    private static Path parent(Path path) throws IOException {
        if (path.getParent() == null) {
            throw Errnos.failure(Errno.EISDIR, path.toString());
        }
        return path.getParent();
    }

    private static void makeParents(FileClient client, String remote) throws IOException {
        int slash = remote.lastIndexOf('/');
        if (slash > 0) {
            String parent = remote.substring(0, slash);
            named(parent, () -> client.makeDirectories(parent));
        }
    }

    private Report run(Direction direction, String from, String to, Predicate<String> include) throws IOException {
        return new Run(direction, include).copy(from, to);
    }

    @Override
    public void close() {
        threads.close();
    }

    private static void named(String path, Action call) throws IOException {
        named(path, () -> {
            call.run();
            return path;
        });
    }

    private static <T> T named(String path, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (RpcException e) {
            throw new IOException(quoted(path) + Errnos.describe(e), e);
        } catch (IOException e) {
            throw new IOException(quoted(path) + Errnos.describe(e), e);
        } catch (RuntimeException e) {
            // A bug must end the copy like any failure: a thread that just died would leave a file out unnoticed.
            throw new IOException(quoted(path) + e, e);
        }
    }

    private static String quoted(String path) {
        return (path.isEmpty() ? "." : Text.escaped(path)) + ": ";
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    @FunctionalInterface
    private interface Call<T> {
        T run() throws IOException;
    }

    /** One copy: this thread walks the source tree, each file is moved by a thread of its own. */
    private final class Run {
        private final Direction direction;
        private final Predicate<String> include;
        private final Semaphore room = new Semaphore(FILES_AT_ONCE);
        private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
        private final AtomicLong files = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();
        private final List<String> skipped = new ArrayList<>();
        private long directories;

        Run(Direction direction, Predicate<String> include) {
            this.direction = direction;
            this.include = include;
        }

        Report copy(String from, String to) throws IOException {
            try {
                visit(from, to, named(from, () -> direction.stat(from)), "");
            } catch (IOException e) {
                failure.compareAndSet(null, e);
            } finally {
                // Also after a failure: nothing may be under way when this returns.
                room.acquireUninterruptibly(FILES_AT_ONCE);
            }
            IOException failed = failure.get();
            if (failed != null) {
                throw failed;
            }
            return new Report(files.get(), directories, bytes.get(), skipped);
        }

        private void visit(String from, String to, Entry entry, String relative) throws IOException {
            switch (entry.kind()) {
                case FILE -> start(from, to, entry);
                case DIRECTORY -> enter(from, to, relative);
                case LINK, OTHER -> skipped.add(from);
                case UNREADABLE_NAME ->
                    throw new IOException(quoted(from) + "the name is not valid text in this system's encoding");
            }
        }

        private void enter(String from, String to, String relative) throws IOException {
            if (!to.isEmpty()) {
                named(to, () -> direction.makeDirectory(to));
            }
            directories++;
            for (Entry entry : named(from, () -> direction.list(from))) {
                String below = join(relative, requireName(from, entry.name()));
                if (failure.get() != null) {
                    return;
                }
                if (include.test(below)) {
                    visit(join(from, entry.name()), join(to, entry.name()), entry, below);
                }
            }
        }

        private void start(String from, String to, Entry entry) {
            room.acquireUninterruptibly();
            threads.execute(() -> {
                try {
                    if (failure.get() == null) {
                        move(from, to, entry);
                    }
                } catch (IOException e) {
                    failure.compareAndSet(null, e);
                } finally {
                    room.release();
                }
            });
        }

        private void move(String from, String to, Entry entry) throws IOException {
            long size = named(from, () -> direction.copy(from, to, entry, this::moved));
            files.incrementAndGet();
            bytes.addAndGet(size);
            progress.finished(to);
        }

        /** @throws IOException when the copy as a whole has failed, so that files under way end soon */
        private void moved(long count) throws IOException {
            progress.copied(count);
            if (failure.get() != null) {
                throw new IOException("given up because another file failed");
            }
        }

        /** A server is not believed: a name is one name, so that nothing is written elsewhere. */
        private String requireName(String directory, String name) throws IOException {
            if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
                throw new IOException(quoted(directory) + "holds something with the name '" + Text.escaped(name) + "'");
            }
            return name;
        }
    }

    private static String join(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }
}
