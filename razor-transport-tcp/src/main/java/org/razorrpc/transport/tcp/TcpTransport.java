package org.razorrpc.transport.tcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ClientOpener;
import org.razorrpc.stream.spi.ConnectConfig;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.ListeningSocket;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.ServerAcceptor;
import org.razorrpc.stream.spi.StreamOpener;
import org.razorrpc.stream.spi.Transport;
import org.razorrpc.stream.spi.TransportConfig;

/** Makes connections out of a runtime's byte streams. */
final class TcpTransport implements Transport {

    @Override
    public Cancellable connect(RpcRuntime runtime, String address, TransportConfig config, ClientOpener opener) {
        ConnectConfig connect = new ConnectConfig(
                SocketAddresses.parse(address), config.connectTimeout(), config.socket(), config.tls());
        return runtime.connect(connect, new StreamOpener() {
            @Override
            public ByteStreamHandler opened(ByteStream stream) {
                return TcpClientConnection.open(stream, config, opener);
            }

            @Override
            public void failed(IOException cause) {
                opener.failed(cause);
            }
        });
    }

    @Override
    public Listener listen(RpcRuntime runtime, String address, TransportConfig config, ServerAcceptor acceptor)
            throws IOException {
        SocketAddress local = resolved(SocketAddresses.parse(address), address);
        Listener listener = open(runtime, local, config, acceptor);
        return new TcpListener(listener, bound(address, local, listener));
    }

    @Override
    public Listener listen(RpcRuntime runtime, ListeningSocket socket, TransportConfig config, ServerAcceptor acceptor)
            throws IOException {
        Listener listener = open(runtime, socket, config, acceptor);
        return new TcpListener(listener, SocketAddresses.escaped(listener.address()));
    }

    private static Listener open(
            RpcRuntime runtime, SocketAddress local, TransportConfig config, ServerAcceptor acceptor)
            throws IOException {
        ActionNames names = new ActionNames();
        return runtime.listen(
                new ListenConfig(
                        local,
                        config.backlog(),
                        config.acceptsPerSecond(),
                        config.reusePort(),
                        config.socket(),
                        config.tls()),
                stream -> TcpServerConnection.open(stream, config, names, acceptor));
    }

    private static SocketAddress resolved(SocketAddress parsed, String address) throws UnknownHostException {
        if (!(parsed instanceof InetSocketAddress inet) || !inet.isUnresolved()) {
            return parsed;
        }
        InetSocketAddress resolved = new InetSocketAddress(inet.getHostString(), inet.getPort());
        if (resolved.isUnresolved()) {
            throw new UnknownHostException("cannot listen on " + address + ": the host's name has no address");
        }
        return resolved;
    }

    /** Only the runtime knows the port that port 0 became. */
    private static String bound(String address, SocketAddress local, Listener listener) {
        if (!(local instanceof InetSocketAddress inet) || inet.getPort() != 0) {
            return address;
        }
        String actual = listener.address();
        return SocketAddresses.withPort(address, Integer.parseInt(actual.substring(actual.lastIndexOf(':') + 1)));
    }

    private record TcpListener(Listener listener, String address) implements Listener {
        @Override
        public void close() {
            listener.close();
        }
    }
}
