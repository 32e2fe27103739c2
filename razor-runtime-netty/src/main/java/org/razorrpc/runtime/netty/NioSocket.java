package org.razorrpc.runtime.netty;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoEvent;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.ListeningSocket;
import org.razorrpc.stream.spi.SocketOptions;

/** A socket of the JDK, watched by a selector. */
final class NioSocket<C extends SelectableChannel & NetworkChannel> extends LoopSocket implements NioIoHandle {
    private final C channel;
    private final boolean unix;
    private @Nullable SocketAddress local;
    private @Nullable SocketAddress remote;
    /** Of a listening socket: for those that it accepts. */
    private SocketOptions options = SocketOptions.DEFAULT;
    /** Stays open. */
    private boolean inherited;

    private NioSocket(C channel, boolean unix) throws IOException {
        this.channel = channel;
        this.unix = unix;
        channel.configureBlocking(false);
    }

    static LoopSocket open(SocketAddress remote) throws IOException {
        boolean unix = remote instanceof UnixDomainSocketAddress;
        return new NioSocket<>(unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open(), unix);
    }

    static LoopSocket bind(SocketAddress local, ListenConfig config) throws IOException {
        boolean unix = local instanceof UnixDomainSocketAddress;
        ServerSocketChannel channel =
                unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        try {
            NioSocket<ServerSocketChannel> listening = new NioSocket<>(channel, unix);
            if (!unix) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            if (!unix && config.reusePort()) {
                reusePort(channel);
            }
            channel.bind(local, config.backlog());
            if (local instanceof UnixDomainSocketAddress path) {
                UnixSocketFile.restrict(path.getPath());
                dropEarly(channel);
            }
            listening.local = channel.getLocalAddress();
            listening.options = config.options();
            return listening;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void reusePort(ServerSocketChannel channel) throws IOException {
        if (!channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
            throw new IOException("this platform has no SO_REUSEPORT: listen without reusePort");
        }
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    }

    /** A socket that is bound already. */
    static LoopSocket listening(ListeningSocket given, ListenConfig config) throws IOException {
        ServerSocketChannel channel = given.channel();
        SocketAddress local = channel.getLocalAddress();
        if (local == null) {
            throw new IOException("it is not bound");
        }
        NioSocket<ServerSocketChannel> listening = new NioSocket<>(channel, local instanceof UnixDomainSocketAddress);
        listening.local = local;
        listening.options = config.options();
        listening.inherited = given.isInherited();
        return listening;
    }

    /** The JDK binds and listens in one go: whoever has connected before the file's mode was set might not be allowed to. */
    private static void dropEarly(ServerSocketChannel channel) throws IOException {
        for (SocketChannel early = channel.accept(); early != null; early = channel.accept()) {
            early.close();
        }
    }

    @Override
    public SelectableChannel selectableChannel() {
        return channel;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        NioIoOps ops = ((NioIoEvent) event).ops();
        boolean readable = ops.contains(NioIoOps.READ) || ops.contains(NioIoOps.ACCEPT);
        fire(readable, ops.contains(NioIoOps.WRITE) || ops.contains(NioIoOps.CONNECT));
    }

    @Override
    void watch(boolean wantRead, boolean wantWrite) {
        submit(ops(wantRead, wantWrite));
    }

    private NioIoOps ops(boolean wantRead, boolean wantWrite) {
        if (channel instanceof ServerSocketChannel) {
            return wantRead ? NioIoOps.ACCEPT : NioIoOps.NONE;
        }
        if (channel instanceof SocketChannel stream && stream.isConnectionPending()) {
            return NioIoOps.CONNECT;
        }
        if (wantRead) {
            return wantWrite ? NioIoOps.READ_AND_WRITE : NioIoOps.READ;
        }
        return wantWrite ? NioIoOps.WRITE : NioIoOps.NONE;
    }

    private SocketChannel stream() {
        return (SocketChannel) (SelectableChannel) channel;
    }

    @Override
    boolean connect(SocketAddress address) throws IOException {
        boolean done = stream().connect(address);
        remote = address;
        return done && connected();
    }

    @Override
    boolean finishConnect() throws IOException {
        return stream().finishConnect() && connected();
    }

    private boolean connected() throws IOException {
        local = unix ? UnixSocketFile.UNNAMED : channel.getLocalAddress();
        return true;
    }

    @Override
    void apply(SocketOptions wanted) throws IOException {
        set(StandardSocketOptions.TCP_NODELAY, wanted.noDelay());
        set(StandardSocketOptions.SO_KEEPALIVE, wanted.keepAlive());
        if (wanted.keepAlive()) {
            set(ExtendedSocketOptions.TCP_KEEPIDLE, (int) wanted.keepAliveIdle().toSeconds());
            set(ExtendedSocketOptions.TCP_KEEPINTERVAL, (int)
                    wanted.keepAliveInterval().toSeconds());
            set(ExtendedSocketOptions.TCP_KEEPCOUNT, wanted.keepAliveProbes());
        }
    }

    private <T> void set(SocketOption<T> option, T value) throws IOException {
        if (!unix && channel.supportedOptions().contains(option)) {
            channel.setOption(option, value);
        }
    }

    @Override
    @Nullable
    LoopSocket accept() throws IOException {
        SocketChannel peer = ((ServerSocketChannel) (SelectableChannel) channel).accept();
        if (peer == null) {
            return null;
        }
        try {
            NioSocket<SocketChannel> socket = new NioSocket<>(peer, unix);
            socket.apply(options);
            socket.local = unix ? local : peer.getLocalAddress();
            socket.remote = unix ? UnixSocketFile.UNNAMED : peer.getRemoteAddress();
            return socket;
        } catch (IOException e) {
            peer.close();
            throw e;
        }
    }

    @Override
    int read(ByteBuffer target) throws IOException {
        return stream().read(target);
    }

    @Override
    long write(ByteBuffer[] parts, int count) throws IOException {
        return count == 1 ? stream().write(parts[0]) : stream().write(parts, 0, count);
    }

    @Override
    void shutdownOutput() throws IOException {
        stream().shutdownOutput();
    }

    @Override
    @Nullable
    IOException pendingError() {
        return null;
    }

    @Override
    SocketAddress localAddress() {
        return Objects.requireNonNullElse(local, UnixSocketFile.UNNAMED);
    }

    @Override
    SocketAddress remoteAddress() {
        return Objects.requireNonNullElse(remote, UnixSocketFile.UNNAMED);
    }

    @Override
    void closeSocket() throws IOException {
        if (!inherited) {
            channel.close();
        }
    }
}
