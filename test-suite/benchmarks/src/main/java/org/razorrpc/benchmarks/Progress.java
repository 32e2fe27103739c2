package org.razorrpc.benchmarks;

import java.io.PrintWriter;

/** A line that is rewritten, on a terminal; nothing elsewhere. */
final class Progress {
    /** Set by the launcher: Java's own test for a terminal differs between versions. */
    private static final boolean TERMINAL = Boolean.getBoolean("razor.terminal");

    private final PrintWriter out;

    Progress(PrintWriter out) {
        this.out = out;
    }

    void show(String text) {
        if (TERMINAL) {
            out.print("\r\u001b[K" + text);
            out.flush();
        }
    }

    /** Clears the line. */
    void clear() {
        show("");
    }
}
