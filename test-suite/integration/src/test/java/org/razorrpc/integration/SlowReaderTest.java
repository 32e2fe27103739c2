package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.razorrpc.codec.msgpack.MsgpackCodecProvider;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.RpcServer;
import org.razorrpc.stream.ServerConfig;
import org.razorrpc.stream.ServerStats;
import org.razorrpc.stream.spi.RpcRuntime;

/** A client that takes its answers too slowly is cut off. All stacks at once: it takes the 10 s of the protocol. */
@Timeout(60)
class SlowReaderTest {

    /** A server with a slow reader. */
    private record Case(Stack stack, RpcRuntime runtime, RpcServer server, RawPeer slow) {
        static Case begin(Stack stack) throws Exception {
            RpcRuntime runtime = stack.newRuntime();
            RpcServer server = RpcServer.create(ServerConfig.builder()
                    .runtime(runtime)
                    .codecs(new MsgpackCodecProvider().create())
                    .highWaterMark(64 << 10)
                    .lowWaterMark(32 << 10)
                    .build());
            Dispatch large =
                    Dispatch.concurrent((request, responder) -> responder.ok(new byte[0], Blob.of(new byte[64 << 10])));
            RawPeer slow =
                    RawPeer.connect(server.listen(stack.freshAddress(), large).address());
            ask(slow);
            return new Case(stack, runtime, server, slow);
        }

        /** In one piece: of single requests a socket takes fewer than 400 once the server reads no more. */
        private static void ask(RawPeer slow) {
            byte[][] requests = new byte[400][];
            Arrays.setAll(requests, i -> Frames.requestHeader(1, i + 1, 0, 0));
            try {
                slow.say(Frames.join(requests));
            } catch (IOException cutOff) {
                // Early, on a machine that was busy elsewhere: the server's figures tell whether it had asked.
            }
        }

        boolean isCutOff() {
            ServerStats stats = server.stats();
            return stats.requests() > 0 && stats.connections() == 0;
        }

        void end() throws Exception {
            slow.close();
            server.close();
            runtime.close();
        }
    }

    @Test
    void aSlowReaderIsCutOffAndWhatItHadIsLetGo() throws Exception {
        List<Case> cases = new ArrayList<>();
        try {
            for (Stack stack : Stack.sockets()) {
                cases.add(Case.begin(stack));
            }
            for (Case each : cases) {
                Awaitility.await(each.stack().toString())
                        .atMost(Duration.ofSeconds(30))
                        .until(each::isCutOff);
                assertThat(each.slow().hearToAnyEnd().length).isLessThan(400 * (64 << 10));
            }
        } finally {
            for (Case each : cases) {
                each.end();
            }
        }
    }
}
