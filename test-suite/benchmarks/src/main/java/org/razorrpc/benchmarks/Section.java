package org.razorrpc.benchmarks;

/** What rows are grouped by. */
enum Section {
    TARGETS("What razor is meant to reach", false),
    STYLES("Styles of call and codecs, window 128", true),
    SERVER("Handlers on a virtual thread each", true),
    HEAP("Blobs in heap buffers", true),
    UNIX("Unix sockets", true),
    WINDOW("Over the window", true),
    MESSAGE("Over the size of the message", true),
    BLOB("Over the size of the blob", true),
    CONNECTIONS("Over connections", true),
    CALLERS("Over callers that wait, window 128", true),
    LATENCY("Latency under open load", false),
    RUST("Beside the Rust original, each with each", false),
    PEERS("Beside other frameworks", false),
    TOOLS("Beside other programs", false);

    private final String title;
    private final boolean brief;

    Section(String title, boolean brief) {
        this.title = title;
        this.brief = brief;
    }

    String title() {
        return title;
    }

    /** Whether its many rows are measured by fewer and shorter runs. */
    boolean isBrief() {
        return brief;
    }
}
