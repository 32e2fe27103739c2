package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.codec.msgpack.MsgpackCodecProvider;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.RpcServer;
import org.razorrpc.stream.ServerConfig;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/** Every row's two sides, in one process. */
@Timeout(60)
class LoadTest {
    private static final long RUN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    static List<Rows.Row> rows() {
        return Rows.quick();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void rowRunsAgainAndAgain(Rows.Row row) throws Exception {
        BatchCounter ofServer = new BatchCounter();
        BatchCounter ofClient = new BatchCounter();
        try (Stack.Server server = row.stack().serve(ofServer);
                Load load = row.stack().connect(server.address(), row.workload(), ofClient)) {
            long answered = 0;
            for (int i = 0; i < 2; i++) {
                Sample sample = ClientCommand.run(load, ofClient, RUN_NANOS);
                assertThat(sample.calls()).isPositive();
                assertThat(sample.nanos()).isGreaterThanOrEqualTo(RUN_NANOS);
                assertThat(sample.frames()).isEqualTo(sample.calls());
                assertThat(sample.flushes()).isPositive().isLessThanOrEqualTo(sample.calls());
                answered += sample.calls();
            }
            assertThat(ofServer.frames()).isEqualTo(answered);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void twinRunsAgainAndAgain(Rows.Row row) throws Exception {
        BatchCounter ofServer = new BatchCounter();
        BatchCounter ofClient = new BatchCounter();
        try (Stack.Server server = Stack.TWIN.serve(ofServer);
                Load load = Stack.TWIN.connect(server.address(), row.workload(), ofClient)) {
            long calls = load.run(RUN_NANOS) + load.run(RUN_NANOS);
            assertThat(calls).isPositive();
            assertThat(ofClient.frames()).isEqualTo(calls);
            assertThat(ofServer.frames()).isEqualTo(calls);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void callThatFailsFailsTheRun(Rows.Row row) throws Exception {
        BatchCounter counter = new BatchCounter();
        try (RpcServer server = RpcServer.create(
                        ServerConfig.builder().runtimeName("loom").build());
                Load load = row.stack().connect(listenWithoutHandlers(server), row.workload(), counter)) {
            assertThatThrownBy(() -> load.run(RUN_NANOS)).hasMessageContaining("rpc_method_notfound");
        }
    }

    private static String listenWithoutHandlers(RpcServer server) throws IOException {
        return server.listen("tcp://127.0.0.1:0", Dispatch.byAction().build()).address();
    }

    @Test
    void messageTakesThirtyTwoBytes() {
        MessageCodec<Message> codec = new MsgpackCodecProvider().create().of(Message.class);
        Message message = Message.of(123_456_789);
        WireBuffer out = new WireBuffer(64);
        codec.encode(message, out);
        assertThat(out.position()).isEqualTo(TwinFrames.MESSAGE);
        assertThat(codec.decode(out.array(), 0, out.position())).isEqualTo(message);
    }

    @Test
    void wrongAnswerIsNoticed() {
        Message.of(1).requireEqual(Message.of(1));
        assertThatThrownBy(() -> Message.of(1).requireEqual(Message.of(2))).isInstanceOf(IllegalStateException.class);
    }
}
