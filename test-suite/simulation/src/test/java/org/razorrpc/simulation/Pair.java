package org.razorrpc.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.razorrpc.stream.spi.ConnectConfig;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.SocketOptions;
import org.razorrpc.stream.spi.StreamAcceptor;
import org.razorrpc.stream.spi.StreamOpener;

/** A world with a client's and a server's node, and the two ends of one connection between them. */
final class Pair {
    static final SocketAddress ADDRESS = InetSocketAddress.createUnresolved("server", 7000);

    final SimWorld world;
    final SimRuntime clientNode;
    final SimRuntime serverNode;
    final List<SimLink> links = new ArrayList<>();
    Peer client;
    Peer server;

    Pair(long seed, LinkConfig config) {
        world = new SimWorld(seed);
        world.links(config);
        world.onLink(links::add);
        clientNode = world.node("client");
        serverNode = world.node("server");
        client = new Peer(clientNode);
        server = new Peer(serverNode);
    }

    /** Connects and waits for both ends. */
    Pair connect() {
        start();
        world.runUntil(() -> client.isOpen() && server.isOpen(), Duration.ofSeconds(1));
        return this;
    }

    /** Connects and does not wait. */
    Pair start() {
        listen(serverNode, ADDRESS, stream -> server.on(stream));
        connect(clientNode, ADDRESS, new Opener(stream -> client.on(stream)));
        return this;
    }

    SimLink link() {
        return links.getFirst();
    }

    static Listener listen(SimRuntime node, SocketAddress address, StreamAcceptor acceptor) {
        return listen(node, new ListenConfig(address, 16, 1000, false, SocketOptions.DEFAULT, null), acceptor);
    }

    static Listener listen(SimRuntime node, ListenConfig config, StreamAcceptor acceptor) {
        try {
            return node.listen(config, acceptor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ConnectConfig to(SocketAddress address) {
        return new ConnectConfig(address, Duration.ofSeconds(10), SocketOptions.DEFAULT, null);
    }

    static Opener connect(SimRuntime node, SocketAddress address, Opener opener) {
        node.connect(to(address), opener);
        return opener;
    }

    /** Keeps how a connect ended. */
    static final class Opener implements StreamOpener {
        private final Function<ByteStream, @Nullable ByteStreamHandler> handler;
        int opened;
        int failed;

        @Nullable
        IOException cause;

        Opener(Function<ByteStream, @Nullable ByteStreamHandler> handler) {
            this.handler = handler;
        }

        @Override
        public ByteStreamHandler opened(ByteStream stream) {
            opened++;
            return handler.apply(stream);
        }

        @Override
        public void failed(IOException newCause) {
            failed++;
            cause = newCause;
        }

        boolean isOver() {
            return opened + failed > 0;
        }
    }
}
