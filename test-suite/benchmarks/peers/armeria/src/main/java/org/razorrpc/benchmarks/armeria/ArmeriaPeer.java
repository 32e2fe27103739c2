package org.razorrpc.benchmarks.armeria;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClientBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.razorrpc.benchmarks.grpc.EchoService;
import org.razorrpc.benchmarks.grpc.UnaryCall;
import org.razorrpc.benchmarks.load.Load;
import org.razorrpc.benchmarks.load.Peer;
import org.razorrpc.benchmarks.load.PeerProgram;
import org.razorrpc.benchmarks.load.PeerWork;

/**
 * Armeria's gRPC, unary. Its services run on Netty's threads by default; the second mode has neither timeouts nor limits of lengths,
 * and windows of HTTP/2 that the blobs in flight fit into.
 */
final class ArmeriaPeer implements Peer {
    private static final String UNBOUNDED = "unbounded";
    private static final int WINDOW = 16 << 20;

    public static void main(String[] args) {
        PeerProgram.run(new ArmeriaPeer(), args);
    }

    @Override
    public List<String> modes() {
        return List.of("default", UNBOUNDED);
    }

    @Override
    public Endpoint serve(String mode) {
        boolean unbounded = mode.equals(UNBOUNDED);
        ServerBuilder builder = Server.builder()
                .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .service(GrpcService.builder()
                        .useMethodMarshaller(true)
                        .useClientTimeoutHeader(!unbounded)
                        .addService(new EchoService())
                        .build());
        if (unbounded) {
            builder.requestTimeoutMillis(0)
                    .maxRequestLength(0)
                    .http2InitialConnectionWindowSize(WINDOW)
                    .http2InitialStreamWindowSize(WINDOW);
        }
        Server server = builder.build();
        server.start().join();
        return Peer.endpoint(server.activeLocalPort(), () -> server.stop().join());
    }

    @Override
    public Load connect(String mode, InetSocketAddress server, PeerWork work) {
        boolean unbounded = mode.equals(UNBOUNDED);
        ClientFactory factory = unbounded
                ? ClientFactory.builder()
                        .http2InitialConnectionWindowSize(WINDOW)
                        .http2InitialStreamWindowSize(WINDOW)
                        .build()
                : ClientFactory.builder().build();
        GrpcClientBuilder builder = GrpcClients.builder("gproto+h2c://127.0.0.1:" + server.getPort())
                .factory(factory)
                .useMethodMarshaller(true)
                .clientStubFactory(new ChannelStubs());
        if (unbounded) {
            builder.responseTimeoutMillis(0).writeTimeoutMillis(0).maxResponseLength(0);
        }
        Channel channel = builder.build(ChannelStubs.Stub.class).channel();
        return work.over(
                factory::close,
                (load, bytes) -> new UnaryCall(channel, load, bytes),
                request -> UnaryCall.call(channel, request));
    }
}
