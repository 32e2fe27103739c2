package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.ListeningSocket;

/**
 * A listening channel, and what is to be done about it in the end.
 *
 * @param file of a Unix socket that was bound here; null: there is none to remove
 * @param inherited others hold the socket as well: it stays open, and its backlog is theirs
 */
record BoundChannel(ServerSocketChannel channel, @Nullable UnixSocketFile file, boolean inherited) {

    /** Bound as {@code config} says; what is thrown names the address. */
    static BoundChannel open(ListenConfig config) throws IOException {
        try {
            if (config.tls() != null) {
                throw new IOException("this runtime has no TLS");
            }
            return switch (config.local()) {
                case ListeningSocket bound -> given(bound);
                case UnixDomainSocketAddress unix -> unix(unix, config);
                default -> tcp(config);
            };
        } catch (IOException | RuntimeException e) {
            String why = isUnresolved(config.local()) ? "unknown host" : Addresses.why(e);
            throw new IOException("cannot listen on " + Addresses.text(config.local()) + ": " + why, e);
        }
    }

    private static boolean isUnresolved(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.isUnresolved();
    }

    private static BoundChannel given(ListeningSocket socket) throws IOException {
        ServerSocketChannel channel = socket.channel();
        if (channel.getLocalAddress() == null) {
            throw new IOException("it is not bound");
        }
        channel.configureBlocking(false);
        return new BoundChannel(channel, null, socket.isInherited());
    }

    private static BoundChannel tcp(ListenConfig config) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            if (config.reusePort()) {
                ChannelOptions.reusePort(channel);
            }
            channel.bind(config.local(), config.backlog());
            channel.configureBlocking(false);
            return new BoundChannel(channel, null, false);
        } catch (Throwable e) {
            LoomRuntime.closeQuietly(channel);
            throw e;
        }
    }

    private static BoundChannel unix(UnixDomainSocketAddress local, ListenConfig config) throws IOException {
        if (config.reusePort()) {
            throw new IOException("Unix sockets have no SO_REUSEPORT: listen there by a server without reusePort");
        }
        UnixSocketFile.removeStale(local.getPath());
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(local, config.backlog());
            UnixSocketFile file = UnixSocketFile.bound(local.getPath());
            channel.configureBlocking(false);
            return new BoundChannel(channel, file, false);
        } catch (Throwable e) {
            LoomRuntime.closeQuietly(channel);
            throw e;
        }
    }

    void close() {
        if (!inherited) {
            LoomRuntime.closeQuietly(channel);
        }
    }
}
