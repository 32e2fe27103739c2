package org.razorrpc.files;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.razorrpc.files.FileActions.Block;
import org.razorrpc.files.FileActions.Commit;
import org.razorrpc.files.FileActions.Part;
import org.razorrpc.stream.Errno;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Staged files. All that there is to one lies in the directory: a hidden file beside the path, named after its upload. So any server of
 * the directory goes on where another one died, and each operation does no harm when it runs again. Any thread.
 *
 * <p>A client that dies leaves its file behind. Each server remembers those that passed through it, and deletes them when they have
 * not been written to for long, by the file's own time: another server may be the one that is written through.
 */
final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    /** Staged files that are remembered at most, so that a client cannot fill the memory. */
    private static final int MOST = 10_000;

    private final Tree tree;
    private final Set<Part> seen = ConcurrentHashMap.newKeySet();

    Uploads(Tree tree) {
        this.tree = tree;
    }

    /** Makes an empty file; one that is there already stays as it is. ENFILE when there are too many. */
    void stage(Part part) throws IOException {
        String hidden = hidden(part.upload());
        if (seen.size() >= MOST) {
            throw Errnos.failure(Errno.ENFILE, "");
        }
        tree.in(part.path(), (folder, name) -> {
            folder.open(hidden, Set.of(WRITE, CREATE)).close();
            return name;
        });
        seen.add(part);
    }

    void write(Block block, ByteBuffer bytes) throws IOException {
        Part part = new Part(block.path(), block.upload());
        try (OpenFile file = new OpenFile(open(part, Set.of(WRITE)))) {
            remember(part);
            file.write(bytes, block.offset());
        }
    }

    private FileChannel open(Part part, Set<OpenOption> options) throws IOException {
        String hidden = hidden(part.upload());
        return tree.in(part.path(), (folder, name) -> open(folder, hidden, options));
    }

    private static FileChannel open(Folder folder, String name, Set<OpenOption> options) throws IOException {
        Entries.requireFile(folder.attributes(name), name);
        return folder.open(name, options);
    }

    private void remember(Part part) {
        if (seen.size() < MOST) {
            seen.add(part);
        }
    }

    /** Puts it in place, or finds that this has been done. */
    void commit(Commit commit) throws IOException {
        String hidden = hidden(commit.upload());
        tree.in(commit.path(), (folder, name) -> {
            try {
                requireHash(folder, hidden, commit.sha256());
                folder.setExecutable(hidden, commit.executable());
                folder.rename(hidden, name);
            } catch (NoSuchFileException gone) {
                requireCommitted(folder, name, commit.sha256(), gone);
            }
            return name;
        });
        seen.remove(new Part(commit.path(), commit.upload()));
    }

    private static void requireHash(Folder folder, String hidden, String sha256) throws IOException {
        if (!sha256(folder, hidden).equals(sha256)) {
            folder.deleteFile(hidden);
            throw Errnos.failure(Errno.EBADMSG, "");
        }
    }

    /** The file is no longer staged: another run of the same commit was quicker, or it has been dropped. */
    private static void requireCommitted(Folder folder, String name, String sha256, NoSuchFileException gone)
            throws IOException {
        try {
            if (sha256(folder, name).equals(sha256)) {
                return;
            }
        } catch (IOException unusable) {
            gone.addSuppressed(unusable);
        }
        throw gone;
    }

    private static String sha256(Folder folder, String name) throws IOException {
        try (FileChannel channel = open(folder, name, Set.of(READ))) {
            return Hashes.sha256(channel);
        }
    }

    void discard(Part part) throws IOException {
        String hidden = hidden(part.upload());
        tree.in(part.path(), (folder, name) -> {
            try {
                folder.deleteFile(hidden);
            } catch (NoSuchFileException gone) {
                LOG.debug("upload {} was gone already", part.upload());
            }
            return name;
        });
        seen.remove(part);
    }

    /** Deletes those that nobody has written to for that long. */
    void dropIdle(Duration idle) {
        Instant before = Instant.now().minus(idle);
        seen.forEach(part -> {
            try {
                dropIfOlder(part, before);
            } catch (IOException | ClosedDirectoryStreamException e) {
                // Gone, as a rule: another server has committed or dropped it. Or this server closes.
                LOG.debug("forgetting upload {}", part.upload(), e);
                seen.remove(part);
            }
        });
    }

    private void dropIfOlder(Part part, Instant before) throws IOException {
        String hidden = hidden(part.upload());
        boolean old = tree.in(
                part.path(),
                (folder, name) ->
                        folder.attributes(hidden).lastModifiedTime().toInstant().isBefore(before));
        if (old) {
            discard(part);
        }
    }

    int count() {
        return seen.size();
    }

    /** A client's choice, so it must not be able to name anything else. */
    private static String hidden(String upload) throws IOException {
        if (!UUID.matcher(upload).matches()) {
            throw Errnos.failure(Errno.EINVAL, "");
        }
        return Tree.TEMPORARY + upload;
    }
}
