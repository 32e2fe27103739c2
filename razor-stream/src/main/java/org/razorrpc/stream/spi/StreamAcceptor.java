package org.razorrpc.stream.spi;

import org.jspecify.annotations.Nullable;

/** Hears of the streams a listener accepts. */
@FunctionalInterface
public interface StreamAcceptor {

    /**
     * A peer has connected. Called from any thread, for several streams at once; must not block.
     *
     * @return what hears of the stream's bytes; nothing is read before this returns. Null refuses: the runtime closes the
     *     stream, and no callback follows.
     */
    @Nullable
    ByteStreamHandler accepted(ByteStream stream);
}
