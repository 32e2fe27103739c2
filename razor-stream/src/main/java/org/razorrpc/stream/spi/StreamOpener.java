package org.razorrpc.stream.spi;

import java.io.IOException;

/** Hears how {@link RpcRuntime#connect} ended. Must not block. */
public interface StreamOpener {

    /**
     * The stream is open.
     *
     * @return what hears of its bytes; nothing is read before this returns
     */
    ByteStreamHandler opened(ByteStream stream);

    /** There is no stream, and nothing is left of the attempt. The message names the address. */
    void failed(IOException cause);
}
