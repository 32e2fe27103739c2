package org.razorrpc.tck;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much heap the current thread takes for a piece of work, whether it is given back or not. */
public final class AllocatedBytes {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocatedBytes() {}

    /** Runs the work on this thread. */
    public static long during(Runnable work) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        work.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
