package org.razorrpc.benchmarks.rsocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketConnector;
import io.rsocket.core.RSocketServer;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.rsocket.util.ByteBufPayload;
import io.rsocket.util.DefaultPayload;
import io.rsocket.util.EmptyPayload;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.razorrpc.benchmarks.load.Load;
import org.razorrpc.benchmarks.load.Peer;
import org.razorrpc.benchmarks.load.PeerProgram;
import org.razorrpc.benchmarks.load.PeerWork;
import reactor.core.publisher.Mono;

/** RSocket-java over TCP: requestResponse with payloads that are copied, its default, or with its pooled buffers ("zero-copy"). */
final class RsocketPeer implements Peer {
    static final String ZERO_COPY = "zero-copy";

    public static void main(String[] args) {
        PeerProgram.run(new RsocketPeer(), args);
    }

    @Override
    public List<String> modes() {
        return List.of("default", ZERO_COPY);
    }

    private static PayloadDecoder decoder(String mode) {
        return mode.equals(ZERO_COPY) ? PayloadDecoder.ZERO_COPY : PayloadDecoder.DEFAULT;
    }

    @Override
    public Endpoint serve(String mode) {
        CloseableChannel channel = RSocketServer.create(SocketAcceptor.forRequestResponse(RsocketPeer::answer))
                .payloadDecoder(decoder(mode))
                .bindNow(TcpServerTransport.create("127.0.0.1", 0));
        return Peer.endpoint(channel.address().getPort(), channel::dispose);
    }

    /** A payload that is answered is RSocket's again. */
    private static Mono<Payload> answer(Payload request) {
        if (org.razorrpc.benchmarks.load.Payload.isEchoed(request.data().readableBytes())) {
            return Mono.just(request);
        }
        request.release();
        return Mono.just(EmptyPayload.INSTANCE);
    }

    @Override
    public Load connect(String mode, InetSocketAddress server, PeerWork work) {
        RSocket socket = Objects.requireNonNull(RSocketConnector.create()
                .payloadDecoder(decoder(mode))
                .connect(TcpClientTransport.create(server))
                .block());
        boolean zeroCopy = mode.equals(ZERO_COPY);
        return work.over(
                socket::dispose,
                (load, bytes) -> new RequestResponse(socket, zeroCopy, load, bytes),
                request -> bytes(Objects.requireNonNull(
                        socket.requestResponse(payload(zeroCopy, request)).block())));
    }

    private static Payload payload(boolean zeroCopy, byte[] request) {
        return zeroCopy ? ByteBufPayload.create(Unpooled.wrappedBuffer(request)) : DefaultPayload.create(request);
    }

    private static byte[] bytes(Payload answer) {
        ByteBuf data = answer.data();
        byte[] bytes = new byte[data.readableBytes()];
        data.readBytes(bytes);
        answer.release();
        return bytes;
    }
}
