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
    /** What questions are answered by, where it is not copied; RSocket releases what it sends, so that it gets a reference each time. */
    private static final ByteBuf BLOB = Unpooled.directBuffer(org.razorrpc.benchmarks.load.Payload.BLOB)
            .writeBytes(org.razorrpc.benchmarks.load.Payload.request(org.razorrpc.benchmarks.load.Payload.BLOB));

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
        boolean zeroCopy = mode.equals(ZERO_COPY);
        CloseableChannel channel = RSocketServer.create(
                        SocketAcceptor.forRequestResponse(request -> answer(zeroCopy, request)))
                .payloadDecoder(decoder(mode))
                .bindNow(TcpServerTransport.create("127.0.0.1", 0));
        return Peer.endpoint(channel.address().getPort(), channel::dispose);
    }

    /** A payload that is answered is RSocket's again. */
    private static Mono<Payload> answer(boolean zeroCopy, Payload request) {
        int length = request.data().readableBytes();
        if (org.razorrpc.benchmarks.load.Payload.isEchoed(length)) {
            return Mono.just(request);
        }
        request.release();
        byte[] answer = org.razorrpc.benchmarks.load.Payload.fixedAnswer(length);
        return Mono.just(answer.length == 0 ? EmptyPayload.INSTANCE : blob(zeroCopy, answer));
    }

    private static Payload blob(boolean zeroCopy, byte[] bytes) {
        return zeroCopy ? ByteBufPayload.create(BLOB.retainedSlice()) : DefaultPayload.create(bytes);
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
