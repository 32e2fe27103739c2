package org.razorrpc.benchmarks;

/** How calls are made. */
enum Style {
    /** Reused tasks, each sent again from its own end. */
    TASKS,
    /** {@code callAsync}, the next call made by the last one's dependent. */
    ASYNC,
    /** {@code call} on virtual threads, as many as the window has places. */
    VIRTUAL_THREADS,
    /** {@code call} on platform threads, as many as the window has places. */
    PLATFORM_THREADS,
    /** Reused tasks that send a blob from a direct buffer each. */
    BLOBS_WRITTEN,
    /** Reused tasks that receive a blob into a direct buffer each. */
    BLOBS_READ;

    boolean blobs() {
        return this == BLOBS_WRITTEN || this == BLOBS_READ;
    }
}
