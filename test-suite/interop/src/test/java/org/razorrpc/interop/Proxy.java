package org.razorrpc.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands between a client and a server on either kind of socket. The end of one direction is passed on, as a half-close. */
final class Proxy implements AutoCloseable {
    static final Relay UNCHANGED = InputStream::transferTo;

    private final ServerSocketChannel listener;
    private final SocketAddress server;
    private final Relay requests;
    private final Relay responses;
    private final Queue<AutoCloseable> open = new ConcurrentLinkedQueue<>();

    /** Listens at {@code address}; both as the Rust crates write them. */
    Proxy(String address, String server, Relay requests, Relay responses) throws IOException {
        SocketAddress own = socketAddress(address);
        listener = own instanceof UnixDomainSocketAddress
                ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                : ServerSocketChannel.open();
        open.add(listener);
        listener.bind(own);
        this.server = socketAddress(server);
        this.requests = requests;
        this.responses = responses;
        Thread.ofVirtual().start(this::accept);
    }

    private static SocketAddress socketAddress(String address) {
        if (address.startsWith("/")) {
            return UnixDomainSocketAddress.of(address);
        }
        int colon = address.lastIndexOf(':');
        return new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    /** As the Rust crates write it. */
    String address() throws IOException {
        return listener.getLocalAddress() instanceof InetSocketAddress tcp
                ? "127.0.0.1:" + tcp.getPort()
                : listener.getLocalAddress().toString();
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                open.add(client);
                SocketChannel toServer = SocketChannel.open(server);
                open.add(toServer);
                Thread.ofVirtual().start(() -> relay(requests, client, toServer));
                Thread.ofVirtual().start(() -> relay(responses, toServer, client));
            } catch (IOException closed) {
                close();
            }
        }
    }

    private void relay(Relay relay, SocketChannel from, SocketChannel to) {
        try {
            relay.copy(Channels.newInputStream(from), Channels.newOutputStream(to));
            to.shutdownOutput();
        } catch (IOException ended) {
            closeAll(from, to);
        }
    }

    @Override
    public void close() {
        closeAll(open.toArray(AutoCloseable[]::new));
    }

    private static void closeAll(AutoCloseable... sockets) {
        for (AutoCloseable socket : sockets) {
            try {
                socket.close();
            } catch (Exception closedAlready) {
                // That is what was wanted.
            }
        }
    }

    /** Copies one direction of a connection, until its end or as long as it likes. */
    @FunctionalInterface
    interface Relay {
        void copy(InputStream from, OutputStream to) throws IOException;
    }
}
