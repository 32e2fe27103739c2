package org.razorrpc.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.razorrpc.files.FileActions.Entry;
import org.razorrpc.files.FileActions.Kind;

/** What a tree holds, by content: for comparing a copy with its original without trusting what copied it. */
final class Manifest {
    private final Map<String, String> contents = new TreeMap<>();
    private long files;
    private long bytes;

    private Manifest() {}

    /** Reads every included file of the tree; links and special files are left out. */
    static Manifest of(Tree tree, Predicate<String> include) throws IOException {
        Manifest manifest = new Manifest();
        manifest.addDirectory(tree, "", include);
        return manifest;
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    /** The first path, in order, at which the two differ; null when they are equal. */
    @Nullable
    String firstDifference(Manifest other) {
        TreeSet<String> paths = new TreeSet<>(contents.keySet());
        paths.addAll(other.contents.keySet());
        for (String path : paths) {
            if (!contents.getOrDefault(path, "").equals(other.contents.getOrDefault(path, ""))) {
                return path;
            }
        }
        return null;
    }

    private void addDirectory(Tree tree, String path, Predicate<String> include) throws IOException {
        for (Entry entry : tree.listAll(path)) {
            String below = path.isEmpty() ? entry.name() : path + "/" + entry.name();
            if (!include.test(below)) {
                continue;
            }
            if (entry.kind() == Kind.DIRECTORY) {
                contents.put(below, "directory");
                addDirectory(tree, below, include);
            } else if (entry.kind() == Kind.FILE) {
                addFile(tree, below, entry);
            }
        }
    }

    private void addFile(Tree tree, String path, Entry entry) throws IOException {
        try (FileChannel channel = tree.openFile(path)) {
            contents.put(path, Hashes.sha256(channel) + (entry.executable() ? " executable" : ""));
        }
        files++;
        bytes += entry.size();
    }
}
