package org.razorrpc.runtime.netty;

import io.netty.util.concurrent.FastThreadLocalThread;

/** A thread that must not wait: an event loop's, or the timer's. */
final class IoThread extends FastThreadLocalThread {

    IoThread(Runnable body, String name) {
        super(body, name);
        setDaemon(true);
    }

    static boolean isCurrent() {
        return Thread.currentThread() instanceof IoThread;
    }
}
