package org.razorrpc.benchmarks;

import java.nio.file.Path;

/** The checkout that this runs from. */
final class Home {
    private Home() {}

    /** Something in it; the launcher says where it is. */
    static Path path(String... parts) {
        return Path.of(System.getProperty("razor.home", "."), parts);
    }
}
