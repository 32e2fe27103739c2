package org.razorrpc.runtime.netty;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The event loops of one kind of socket. Safe for any thread. */
final class LoopGroup {
    private final List<IoLoop> loops;
    private final AtomicInteger turn = new AtomicInteger();

    /** @throws IllegalStateException when a loop cannot be opened */
    LoopGroup(NettyConfig config, SocketKind kind, String name) {
        loops = open(config, kind, name);
    }

    /** Each holds descriptors from the start: those that were opened are given back when another cannot be. */
    private static List<IoLoop> open(NettyConfig config, SocketKind kind, String name) {
        List<IoLoop> opened = new ArrayList<>();
        try {
            while (opened.size() < config.ioThreads()) {
                opened.add(new IoLoop(kind.handlerFactory(), name + "-" + opened.size()));
            }
        } catch (RuntimeException e) {
            opened.forEach(IoLoop::shutdown);
            throw new IllegalStateException(
                    "cannot open event loop " + opened.size() + " of " + config.ioThreads() + ": "
                            + Addresses.reason(e),
                    e);
        }
        return List.copyOf(opened);
    }

    IoLoop next() {
        return loops.get(Integer.remainderUnsigned(turn.getAndIncrement(), loops.size()));
    }

    void shutdown() {
        loops.forEach(IoLoop::shutdown);
    }

    void join(long deadline) throws InterruptedException {
        for (IoLoop loop : loops) {
            loop.join(deadline - System.nanoTime());
        }
    }
}
