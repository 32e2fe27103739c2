package org.razorrpc.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** What a demo copies: a directory, and which paths in it. */
record DemoSource(Path directory, Predicate<String> include) {
    private static final String INSTEAD = "; name a directory to copy: razor demo DIR";

    static DemoSource directory(Path directory) {
        return new DemoSource(directory, all -> true);
    }

    /** The files that git tracks in a checkout, and the directories they are in. */
    static DemoSource trackedByGit(Path checkout) throws IOException, InterruptedException {
        Set<String> tracked = new HashSet<>();
        for (String path : gitLsFiles(checkout).split("\0")) {
            for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
                tracked.add(path.substring(0, end));
            }
        }
        return new DemoSource(checkout, tracked::contains);
    }

    private static String gitLsFiles(Path checkout) throws IOException, InterruptedException {
        Process git;
        try {
            git = new ProcessBuilder("git", "ls-files", "-z")
                    .directory(checkout.toAbsolutePath().toFile())
                    .start();
        } catch (IOException e) {
            throw new IOException(e.getMessage() + INSTEAD, e);
        }
        String files = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String errors = new String(git.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        if (git.waitFor() != 0) {
            throw new IOException("git ls-files: " + errors.lines().findFirst().orElse("failed") + INSTEAD);
        }
        return files;
    }
}
