package org.razorrpc.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** The twin's server: one platform thread a connection, which answers every whole request of a read in one write. */
final class TwinServer implements Stack.Server {
    private final ServerSocketChannel listener;
    private final BatchCounter counter;

    private TwinServer(ServerSocketChannel listener, BatchCounter counter) {
        this.listener = listener;
        this.counter = counter;
    }

    static TwinServer open(BatchCounter counter) throws IOException {
        ServerSocketChannel listener =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        TwinServer server = new TwinServer(listener, counter);
        Thread.ofPlatform().daemon().name("twin-accept").start(server::accept);
        return server;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = listener.accept().setOption(StandardSocketOptions.TCP_NODELAY, true);
                Thread.ofPlatform().daemon().name("twin-server").start(() -> serve(channel));
            }
        } catch (ClosedChannelException closed) {
            // The end.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(SocketChannel channel) {
        try (TwinFrames frames = new TwinFrames(channel, counter)) {
            int whole = frames.read(TwinFrames.REQUEST);
            while (whole >= 0) {
                answer(frames, whole);
                whole = frames.read(TwinFrames.REQUEST);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(TwinFrames frames, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            frames.appendResponse(frames.takeSeq(TwinFrames.REQUEST));
        }
        frames.flush();
    }

    @Override
    public String address() {
        return "tcp://127.0.0.1:" + listener.socket().getLocalPort();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
