package org.razorrpc.runtime.netty;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Errors;
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

/** A socket of Netty's native library: plain system calls. How a loop watches it, the subclasses know. */
abstract class NativeSocket extends LoopSocket {

    /** Makes a socket that its loop watches in one way or another. */
    interface Maker {
        NativeSocket make(LinuxSocket socket, boolean unix);
    }

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;

    private final LinuxSocket socket;
    private final boolean unix;
    /** Makes those that are accepted. */
    private final Maker maker;
    /** Where accept puts a peer's address: its length in the first byte. */
    private final byte[] accepted = new byte[25];

    private boolean listening;
    private @Nullable SocketAddress local;
    private @Nullable SocketAddress remote;

    NativeSocket(LinuxSocket socket, boolean unix, Maker maker) {
        this.socket = socket;
        this.unix = unix;
        this.maker = maker;
    }

    static NativeSocket open(SocketAddress remote, Maker maker) throws IOException {
        if (remote instanceof UnixDomainSocketAddress) {
            return maker.make(made(LinuxSocket::newSocketDomain), true);
        }
        boolean ipv6 = ((InetSocketAddress) remote).getAddress() instanceof Inet6Address;
        return maker.make(made(() -> LinuxSocket.newSocketStream(ipv6)), false);
    }

    static NativeSocket bind(SocketAddress local, ListenConfig config, Maker maker) throws IOException {
        NativeSocket listening = open(local, maker);
        boolean bound = false;
        try {
            listening.bind(local, config);
            if (!listening.unix) {
                // Accepted sockets inherit them, which saves five system calls a connection.
                listening.apply(config.options());
            }
            bound = true;
            return listening;
        } finally {
            if (!bound) {
                listening.closeSocket();
            }
        }
    }

    private static LinuxSocket made(Supplier<LinuxSocket> maker) throws IOException {
        try {
            return maker.get();
        } catch (ChannelException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e);
        }
    }

    private void bind(SocketAddress address, ListenConfig config) throws IOException {
        if (address instanceof UnixDomainSocketAddress path) {
            socket.bind(new DomainSocketAddress(path.getPath().toString()));
            // Nobody can connect before listen(), so that the mode is never wider than it should be.
            UnixSocketFile.restrict(path.getPath());
            local = path;
        } else {
            socket.setReuseAddress(true);
            if (config.reusePort()) {
                socket.setReusePort(true);
            }
            socket.bind(address);
            local = socket.localAddress();
        }
        socket.listen(config.backlog());
        listening = true;
    }

    final LinuxSocket socket() {
        return socket;
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
        LinuxSocket descriptor = LinuxSocket.newSocket(fd);
        NativeSocket peer = maker.make(descriptor, unix);
        peer.local = unix ? local : descriptor.localAddress();
        // getpeername fails for a peer that has gone already; accept has said who it was.
        peer.remote = unix ? UnixSocketFile.UNNAMED : NativeInetAddress.address(accepted, 1, accepted[0]);
        return peer;
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

    /** Closing alone does it only when io_uring has let go of the socket. */
    private void stopListening() {
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
        if (listening) {
            stopListening();
        }
        socket.close();
    }
}
