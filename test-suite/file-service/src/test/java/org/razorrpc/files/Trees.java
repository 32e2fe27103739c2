package org.razorrpc.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Trees to copy. */
final class Trees {
    static final List<String> ODD_NAMES =
            List.of(" ", "-rf", "...", "line\nbreak", "back\\slash", "*?", "naïve 日本語 😀", "n".repeat(255));

    private Trees() {}

    /** Empty files and directories, odd names, deep paths, sizes about a block's, files that may be run. */
    static Path make(Path root) throws IOException {
        Random random = new Random(7);
        Files.createDirectories(root.resolve("empty/empty"));
        Files.createFile(root.resolve("nothing"));
        for (int size : new int[] {1, (128 << 10) - 1, 128 << 10, (128 << 10) + 1, 1 << 20}) {
            write(root.resolve("size " + size), size, random);
        }
        Path odd = Files.createDirectory(root.resolve("odd"));
        for (String name : ODD_NAMES) {
            write(odd.resolve(name), random.nextInt(3000), random);
            write(Files.createDirectory(root.resolve(name)).resolve(name), 10, random);
        }
        Path deep = root;
        for (int depth = 0; depth < 30; depth++) {
            deep = Files.createDirectory(deep.resolve("d" + depth));
        }
        write(deep.resolve("file"), 100, random);
        for (int i = 0; i < 80; i++) {
            Path many = Files.createDirectories(root.resolve("many"));
            write(many.resolve("file " + i), random.nextInt(5000), random);
        }
        Path script = write(root.resolve("script"), 50, random);
        if (!script.toFile().setExecutable(true)) {
            throw new IOException(script + " cannot be made executable");
        }
        return root;
    }

    static Path write(Path file, int size, Random random) throws IOException {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Files.write(file, bytes);
    }

    static Manifest manifest(Path directory) throws IOException {
        try (Tree tree = Tree.open(directory)) {
            return Manifest.of(tree, all -> true);
        }
    }
}
