package org.razorrpc.files;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.razorrpc.files.FileActions.Entry;
import org.razorrpc.files.FileActions.Kind;
import org.razorrpc.files.FileActions.Listing;
import org.razorrpc.stream.Errno;

/**
 * A directory with everything below it, and nothing else: no path leads out of it. Used on both sides, for what is served and
 * for what is copied. Safe for any thread; its methods block for as long as the file system does.
 */
final class Tree implements Closeable {
    /** Entries of a page; at 255 bytes a name well within the limit of a message. */
    static final int PAGE = 1000;

    /** What is under construction is named so, and hidden. */
    static final String TEMPORARY = ".razor-tmp-";

    private static final int MAX_PATH = 4096;

    private final Folder root;

    private Tree(Folder root) {
        this.root = root;
    }

    /** The tree below a directory, whose own path may hold links. */
    static Tree open(Path directory) throws IOException {
        Path path = directory.toRealPath();
        DirectoryStream<Path> stream = Files.newDirectoryStream(path);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return new Tree(new SecureFolder(path, secure));
        }
        stream.close();
        return openPlain(path);
    }

    static Tree openPlain(Path directory) throws IOException {
        return new Tree(new PlainFolder(directory.toRealPath()));
    }

    /** A name that nothing has yet, and that listings leave out. */
    static String temporaryName() {
        return TEMPORARY + UUID.randomUUID();
    }

    Entry stat(String path) throws IOException {
        List<String> names = split(path);
        if (names.isEmpty()) {
            return new Entry("", Kind.DIRECTORY, 0, false);
        }
        return in(names, Entries::entry);
    }

    /** A page of the entries with names above {@code after}; those that vanish meanwhile are left out. */
    Listing list(String path, String after) throws IOException {
        try (Folder folder = enter(split(path))) {
            List<Path> names = folder.names().stream()
                    .filter(name -> !name.toString().startsWith(TEMPORARY))
                    .filter(name -> name.toString().compareTo(after) > 0)
                    .sorted((a, b) -> a.toString().compareTo(b.toString()))
                    .toList();
            List<Entry> page = new ArrayList<>();
            for (Path name : names.subList(0, Math.min(PAGE, names.size()))) {
                try {
                    page.add(Entries.entry(folder, name));
                } catch (NoSuchFileException e) {
                    continue;
                }
            }
            return new Listing(page, names.size() > PAGE);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** All of a directory's entries. */
    List<Entry> listAll(String path) throws IOException {
        List<Entry> entries = new ArrayList<>();
        Listing page;
        do {
            String after =
                    entries.isEmpty() ? "" : entries.get(entries.size() - 1).name();
            page = list(path, after);
            entries.addAll(page.entries());
        } while (page.more() && !page.entries().isEmpty());
        return entries;
    }

    /** Opens a file, for writing too unless that is refused. */
    FileChannel openFile(String path) throws IOException {
        return in(split(path), (folder, name) -> {
            Entries.requireFile(folder.attributes(name), name);
            try {
                return folder.open(name, Set.of(READ, WRITE));
            } catch (IOException readOnly) {
                return folder.open(name, Set.of(READ));
            }
        });
    }

    /** Creates a file or empties the one that is there. */
    FileChannel createFile(String path) throws IOException {
        return in(split(path), (folder, name) -> {
            try {
                Entries.requireFile(folder.attributes(name), name);
            } catch (NoSuchFileException e) {
                return folder.open(name, Set.of(READ, WRITE, CREATE));
            }
            return folder.open(name, Set.of(READ, WRITE, TRUNCATE_EXISTING));
        });
    }

    void makeDirectory(String path) throws IOException {
        in(split(path), (folder, name) -> {
            folder.makeDirectory(name);
            return name;
        });
    }

    /** A new file that appears at the path when it is committed, and not before. */
    StagedFile stage(String path) throws IOException {
        List<String> names = split(path);
        requireName(names);
        Folder folder = enter(names.subList(0, names.size() - 1));
        try {
            String temporary = temporaryName();
            FileChannel channel = folder.open(temporary, Set.of(READ, WRITE, CREATE_NEW));
            return new StagedFile(folder, temporary, names.get(names.size() - 1), channel);
        } catch (IOException e) {
            folder.close();
            throw e;
        }
    }

    /** Opens a file for reading alone. */
    FileChannel openToRead(String path) throws IOException {
        return in(split(path), (folder, name) -> {
            Entries.requireFile(folder.attributes(name), name);
            return folder.open(name, Set.of(READ));
        });
    }

    /** Does something in the folder that a path is in. */
    <T> T in(String path, Step<T> step) throws IOException {
        return in(split(path), step);
    }

    private <T> T in(List<String> names, Step<T> step) throws IOException {
        requireName(names);
        String name = names.get(names.size() - 1);
        if (names.size() == 1) {
            return inRoot(name, step);
        }
        try (Folder folder = enter(names.subList(0, names.size() - 1))) {
            return step.run(folder, name);
        }
    }

    private <T> T inRoot(String name, Step<T> step) throws IOException {
        try {
            return step.run(root, name);
        } catch (ClosedDirectoryStreamException closed) {
            // The server has closed under a request: an expected end, and no bug of the handler's.
            throw new ClosedChannelException();
        }
    }

    /** The folder of a path, which the caller closes: for the empty path another one than the root. */
    private Folder enter(List<String> names) throws IOException {
        Folder folder = root.enter(names.isEmpty() ? "." : names.get(0));
        for (String name : names.subList(Math.min(1, names.size()), names.size())) {
            try (Folder parent = folder) {
                folder = parent.enter(name);
            }
        }
        return folder;
    }

    private static void requireName(List<String> names) throws IOException {
        if (names.isEmpty()) {
            throw Errnos.failure(Errno.EISDIR, "");
        }
    }

    /** The names of a path. Whatever could lead out of the tree is refused here, before the file system sees it. */
    private static List<String> split(String path) throws IOException {
        if (path.length() > MAX_PATH) {
            throw Errnos.failure(Errno.ENAMETOOLONG, path.substring(0, 80) + "...");
        }
        if (path.startsWith("/")) {
            throw new AccessDeniedException(path);
        }
        List<String> names = new ArrayList<>();
        for (String name : path.split("/")) {
            if (!name.isEmpty() && !name.equals(".")) {
                names.add(checked(name, path));
            }
        }
        return names;
    }

    private static String checked(String name, String path) throws IOException {
        if (name.equals("..") || name.startsWith(TEMPORARY)) {
            throw new AccessDeniedException(path);
        }
        try {
            // One name for us must be one name for the platform: a backslash or a drive's colon would make it more.
            if (Path.of(name).getNameCount() != 1 || Path.of(name).isAbsolute()) {
                throw new AccessDeniedException(path);
            }
        } catch (InvalidPathException e) {
            throw Errnos.failure(name.indexOf('\0') >= 0 ? Errno.EINVAL : Errno.EILSEQ, path);
        }
        return name;
    }

    @Override
    public void close() throws IOException {
        root.close();
    }

    /** Something to do with a name in a folder. */
    @FunctionalInterface
    interface Step<T> {
        T run(Folder folder, String name) throws IOException;
    }
}
