package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** A channel that does not block, with a selector of its own. But for {@link #wake}, it belongs to the read role. */
final class Readiness {

    private static final Consumer<SelectionKey> NOTHING = key -> {};

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private int interest = SelectionKey.OP_READ;

    /** To be made with both roles, so that no operation is under way: changing the mode would wait for that. */
    Readiness(SocketChannel channel) throws IOException {
        this.channel = channel;
        selector = Selector.open();
        try {
            channel.configureBlocking(false);
            key = channel.register(selector, interest);
        } catch (Throwable e) {
            LoomRuntime.closeQuietly(selector);
            throw e;
        }
    }

    /**
     * Waits for so long, but not after a {@link #wake} since the last time, nor on a thread that is or gets interrupted.
     *
     * @param millis zero: only looks
     * @return whether the channel is ready for something
     */
    boolean await(boolean toRead, boolean toWrite, long millis) throws IOException {
        int wanted = (toRead ? SelectionKey.OP_READ : 0) | (toWrite ? SelectionKey.OP_WRITE : 0);
        if (wanted != interest) {
            key.interestOps(wanted);
            interest = wanted;
        }
        return (millis == 0 ? selector.selectNow(NOTHING) : selector.select(NOTHING, millis)) > 0;
    }

    /** Any thread. */
    void wake() {
        selector.wakeup();
    }

    void close() {
        LoomRuntime.closeQuietly(selector);
    }

    /** Closes, and the channel blocks again; with both roles. */
    void closeAndBlock() throws IOException {
        close();
        channel.configureBlocking(true);
    }
}
