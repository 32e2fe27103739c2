package org.razorrpc.benchmarks;

/** How calls are made. */
enum Style {
    /** Reused tasks, each sent again from its own end. */
    TASKS,
    /** {@code callAsync}, the next call made by the last one's dependent. */
    ASYNC,
    /** {@code call} on virtual threads. */
    VIRTUAL_THREADS,
    /** {@code call} on platform threads. */
    PLATFORM_THREADS,
    /** Reused tasks that send a blob, from as few buffers as the C limit does. */
    BLOBS_WRITTEN,
    /** Reused tasks that receive a blob into a buffer each. */
    BLOBS_READ,
    /** Tasks that are sent when they are due, whether or not earlier ones have been answered. */
    OPEN;

    boolean isBlobs() {
        return this == BLOBS_WRITTEN || this == BLOBS_READ;
    }

    boolean isBlocking() {
        return this == VIRTUAL_THREADS || this == PLATFORM_THREADS;
    }
}
