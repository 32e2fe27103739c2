package org.razorrpc.integration;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;

/** Accepts connections and says on them what the test makes it say. */
final class RawServer implements AutoCloseable {
    private final ServerSocketChannel channel;
    private final String address;

    private RawServer(ServerSocketChannel channel, String address) {
        this.channel = channel;
        this.address = address;
    }

    /** Listens on a fresh address; takes as little into its socket buffers as the kernel allows. */
    static RawServer listen(Stack stack) throws IOException {
        String wanted = stack.freshAddress();
        if (stack.scheme().equals("unix")) {
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(RawPeer.socketAddress(wanted), 100);
            return new RawServer(channel, wanted);
        }
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 16 << 10);
        channel.bind(RawPeer.socketAddress(wanted), 100);
        int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        return new RawServer(channel, "tcp://127.0.0.1:" + port);
    }

    String address() {
        return address;
    }

    RawPeer accept() throws IOException {
        return new RawPeer(channel.accept());
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (RawPeer.socketAddress(address) instanceof UnixDomainSocketAddress socket) {
            Files.deleteIfExists(socket.getPath());
        }
    }
}
