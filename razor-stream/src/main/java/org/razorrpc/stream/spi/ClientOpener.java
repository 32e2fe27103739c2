package org.razorrpc.stream.spi;

import java.io.IOException;

/** Hears how {@link Transport#connect} ended. Must not block. */
public interface ClientOpener {

    /** The connection is open; it can be written to at once. Nothing is delivered before this returns. */
    ClientConnectionHandler opened(ClientConnection connection);

    /** There is no connection, and nothing is left of the attempt. */
    void failed(IOException cause);
}
