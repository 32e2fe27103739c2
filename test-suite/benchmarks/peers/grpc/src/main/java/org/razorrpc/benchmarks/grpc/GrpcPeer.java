package org.razorrpc.benchmarks.grpc;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.razorrpc.benchmarks.load.Load;
import org.razorrpc.benchmarks.load.Peer;
import org.razorrpc.benchmarks.load.PeerProgram;
import org.razorrpc.benchmarks.load.PeerWork;

/**
 * gRPC-java on Netty's epoll: unary calls, or the messages of one bidirectional stream, which are no calls (no deadline, no status of
 * their own), on the executors that it uses by default or on Netty's threads ("direct").
 */
final class GrpcPeer implements Peer {
    /** Blobs in flight fit, so that no sender waits for a window of HTTP/2. */
    private static final int FLOW_CONTROL_WINDOW = 16 << 20;

    public static void main(String[] args) {
        PeerProgram.run(new GrpcPeer(), args);
    }

    @Override
    public List<String> modes() {
        return List.of("unary", "unary-direct", "stream", "stream-direct");
    }

    /** A stream answers in order, to nobody in particular: nobody waits there. */
    @Override
    public boolean does(String mode, PeerWork work) {
        return !isStream(mode) || !work.isBlocking();
    }

    private static boolean isStream(String mode) {
        return mode.startsWith("stream");
    }

    private static boolean isDirect(String mode) {
        return mode.endsWith("direct");
    }

    @Override
    public Endpoint serve(String mode) throws IOException {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .flowControlWindow(FLOW_CONTROL_WINDOW)
                .addService(new EchoService());
        Server server =
                (isDirect(mode) ? builder.directExecutor() : builder).build().start();
        return Peer.endpoint(server.getPort(), server::shutdownNow);
    }

    @Override
    public Load connect(String mode, InetSocketAddress server, PeerWork work) {
        NettyChannelBuilder builder =
                NettyChannelBuilder.forAddress(server).usePlaintext().flowControlWindow(FLOW_CONTROL_WINDOW);
        ManagedChannel channel = (isDirect(mode) ? builder.directExecutor() : builder).build();
        if (isStream(mode)) {
            MessageStream stream = MessageStream.open(channel.newCall(EchoService.STREAM, CallOptions.DEFAULT));
            return work.over(channel::shutdownNow, stream::slot, request -> {
                throw new UnsupportedOperationException("a call on a stream");
            });
        }
        return work.over(
                channel::shutdownNow,
                (load, bytes) -> new UnaryCall(channel, load, bytes),
                request -> UnaryCall.call(channel, request));
    }
}
