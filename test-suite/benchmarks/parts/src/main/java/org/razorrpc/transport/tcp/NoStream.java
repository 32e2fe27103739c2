package org.razorrpc.transport.tcp;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.razorrpc.stream.spi.ByteStream;

/** Moves nothing. */
final class NoStream implements ByteStream {
    private static final SocketAddress NOWHERE = new InetSocketAddress(0);

    @Override
    public void requestWrite() {}

    @Override
    public void writeNow() {}

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public void shutdownOutput() {}

    @Override
    public void close() {}

    @Override
    public SocketAddress localAddress() {
        return NOWHERE;
    }

    @Override
    public SocketAddress remoteAddress() {
        return NOWHERE;
    }
}
