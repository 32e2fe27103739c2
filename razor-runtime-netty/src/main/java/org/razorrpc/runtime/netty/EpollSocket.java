package org.razorrpc.runtime.netty;

import io.netty.channel.ChannelException;
import io.netty.channel.IoEvent;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.NativeInetAddress;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.SocketOptions;

/** A socket of Netty's native library, watched by epoll. */
final class EpollSocket extends LoopSocket implements EpollIoHandle {
    private static final int HANG_UP = 0x10;
    private static final int IN = EpollIoOps.EPOLLIN.value() | EpollIoOps.EPOLLERR.value() | HANG_UP;
    private static final int OUT = EpollIoOps.EPOLLOUT.value() | EpollIoOps.EPOLLERR.value() | HANG_UP;
    private static final EpollIoOps READ = EpollIoOps.EPOLLIN;
    private static final EpollIoOps READ_WRITE = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT);
    // epoll reports errors and hang-ups unasked. Edge-triggered, it does so once and not without end to one who does
    // not read.
    private static final EpollIoOps WRITE = EpollIoOps.EPOLLET.with(EpollIoOps.EPOLLOUT);
    private static final EpollIoOps NOTHING = EpollIoOps.EPOLLET;

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;

    private final LinuxSocket socket;
    private final boolean unix;
    /** Where accept puts a peer's address: its length in the first byte. */
    private final byte[] accepted = new byte[25];

    private @Nullable SocketAddress local;
    private @Nullable SocketAddress remote;

    private EpollSocket(
            LinuxSocket socket, boolean unix, @Nullable SocketAddress local, @Nullable SocketAddress remote) {
        this.socket = socket;
        this.unix = unix;
        this.local = local;
        this.remote = remote;
    }

    static EpollSocket open(SocketAddress remote) throws IOException {
        return create(remote);
    }

    static EpollSocket bind(SocketAddress local, ListenConfig config) throws IOException {
        EpollSocket listening = create(local);
        boolean bound = false;
        try {
            listening.bind(local, config.backlog());
            if (!listening.unix) {
                // Accepted sockets inherit them, which saves five system calls a connection.
                listening.apply(config.options());
            }
            bound = true;
            return listening;
        } finally {
            if (!bound) {
                listening.socket.close();
            }
        }
    }

    private static EpollSocket create(SocketAddress address) throws IOException {
        if (address instanceof UnixDomainSocketAddress) {
            return new EpollSocket(made(LinuxSocket::newSocketDomain), true, null, null);
        }
        boolean ipv6 = ((InetSocketAddress) address).getAddress() instanceof Inet6Address;
        return new EpollSocket(made(() -> LinuxSocket.newSocketStream(ipv6)), false, null, null);
    }

    private static LinuxSocket made(Supplier<LinuxSocket> maker) throws IOException {
        try {
            return maker.get();
        } catch (ChannelException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e);
        }
    }

    private void bind(SocketAddress address, int backlog) throws IOException {
        if (address instanceof UnixDomainSocketAddress path) {
            socket.bind(new DomainSocketAddress(path.getPath().toString()));
            // Nobody can connect before listen(), so that the mode is never wider than it should be.
            UnixSocketFile.restrict(path.getPath());
            local = path;
        } else {
            socket.setReuseAddress(true);
            socket.bind(address);
            local = socket.localAddress();
        }
        socket.listen(backlog);
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        int ops = ((EpollIoEvent) event).ops().value();
        fire((ops & IN) != 0, (ops & OUT) != 0);
    }

    @Override
    IoOps ops(boolean wantRead, boolean wantWrite) {
        if (wantRead) {
            return wantWrite ? READ_WRITE : READ;
        }
        return wantWrite ? WRITE : NOTHING;
    }

    @Override
    boolean connect(SocketAddress address) throws IOException {
        boolean done;
        if (address instanceof UnixDomainSocketAddress path) {
            done = socket.connect(new DomainSocketAddress(path.getPath().toString()));
        } else {
            done = socket.connect(address);
        }
        remote = address;
        return done && connected();
    }

    @Override
    boolean finishConnect() throws IOException {
        return socket.finishConnect() && connected();
    }

    private boolean connected() {
        local = unix ? UnixSocketFile.UNNAMED : socket.localAddress();
        return true;
    }

    @Override
    void apply(SocketOptions options) throws IOException {
        if (unix) {
            return;
        }
        socket.setTcpNoDelay(options.noDelay());
        socket.setKeepAlive(options.keepAlive());
        if (options.keepAlive()) {
            socket.setIntOpt(
                    IPPROTO_TCP, TCP_KEEPIDLE, (int) options.keepAliveIdle().toSeconds());
            socket.setIntOpt(IPPROTO_TCP, TCP_KEEPINTVL, (int)
                    options.keepAliveInterval().toSeconds());
            socket.setIntOpt(IPPROTO_TCP, TCP_KEEPCNT, options.keepAliveProbes());
        }
    }

    @Override
    @Nullable
    LoopSocket accept() throws IOException {
        int fd = socket.accept(accepted);
        if (fd < 0) {
            return null;
        }
        LinuxSocket peer = LinuxSocket.newSocket(fd);
        if (unix) {
            return new EpollSocket(peer, true, local, UnixSocketFile.UNNAMED);
        }
        // getpeername fails for a peer that has gone already; accept has said who it was.
        return new EpollSocket(peer, false, peer.localAddress(), NativeInetAddress.address(accepted, 1, accepted[0]));
    }

    @Override
    int read(ByteBuffer target) throws IOException {
        int start = target.position();
        int count = socket.recv(target, start, target.limit());
        if (count > 0) {
            target.position(start + count);
        }
        return count;
    }

    @Override
    long write(ByteBuffer[] parts, int count) throws IOException {
        if (count == 1) {
            ByteBuffer part = parts[0];
            return socket.send(part, part.position(), part.limit());
        }
        return socket.writev(parts, 0, count, Long.MAX_VALUE);
    }

    @Override
    void shutdownOutput() throws IOException {
        socket.shutdown(false, true);
    }

    @Override
    @Nullable
    IOException pendingError() {
        try {
            int error = socket.getSoError();
            return error == 0 ? null : new Errors.NativeIoException("socket", -error, false);
        } catch (IOException e) {
            return e;
        }
    }

    @Override
    void stopListening() {
        try {
            socket.shutdown();
        } catch (IOException e) {
            // It does not listen any more, which is what was wanted.
        }
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
        socket.close();
    }
}
