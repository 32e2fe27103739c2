package org.razorrpc.runtime.loom;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The live threads of one kind, so that closing can wait for them and {@code mayBlock} can tell them from others. */
final class LoomThreads {

    private static final Logger LOG = LoggerFactory.getLogger(LoomThreads.class);

    private final Set<Thread> live = ConcurrentHashMap.newKeySet();

    /** Not started. */
    Thread virtual(String name, Runnable body) {
        return Thread.ofVirtual().name(name).unstarted(() -> run(body));
    }

    /** Not started; a daemon. */
    Thread platform(String name, Runnable body) {
        return Thread.ofPlatform().daemon().name(name).unstarted(() -> run(body));
    }

    void start(Thread thread) {
        live.add(thread);
        try {
            thread.start();
        } catch (Throwable e) {
            live.remove(thread);
            throw e;
        }
    }

    boolean hasCurrent() {
        return live.contains(Thread.currentThread());
    }

    void interruptOthers() {
        for (Thread thread : live) {
            if (thread != Thread.currentThread()) {
                thread.interrupt();
            }
        }
    }

    /** Waits for all but the current thread. */
    void joinOthers(long deadlineNanos) throws InterruptedException {
        for (Thread thread : live) {
            long left = deadlineNanos - System.nanoTime();
            if (thread != Thread.currentThread() && thread.getState() != Thread.State.NEW && left > 0) {
                thread.join(Duration.ofNanos(left));
            }
        }
    }

    private void run(Runnable body) {
        // The timer's thread is started by its executor, not by start().
        live.add(Thread.currentThread());
        try {
            body.run();
        } catch (Throwable e) {
            LOG.error("{} ended by an exception", Thread.currentThread().getName(), e);
        } finally {
            live.remove(Thread.currentThread());
        }
    }
}
