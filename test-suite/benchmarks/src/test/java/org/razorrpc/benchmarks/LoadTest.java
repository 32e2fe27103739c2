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
import org.razorrpc.benchmarks.load.Load;
import org.razorrpc.benchmarks.load.Sample;
import org.razorrpc.codec.msgpack.MsgpackCodecProvider;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.RpcServer;
import org.razorrpc.stream.ServerConfig;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/** Every row's two sides, in one process. */
@Timeout(60)
class LoadTest {
    private static final long RUN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** One of each kind: a sweep's rows differ in numbers only. */
    static List<Row> rows() {
        return Rows.full().stream()
                .filter(row -> row.contestant() instanceof Stack)
                .filter(row -> row.section() != Section.WINDOW)
                .filter(row -> row.workload().connections() <= 10)
                .filter(row -> row.workload().style() != Style.VIRTUAL_THREADS
                        || row.workload().calls() <= 1000)
                .toList();
    }

    static List<Row> withTwin() {
        return Rows.quick();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void rowRunsAgainAndAgain(Row row) throws Exception {
        BatchCounter ofServer = new BatchCounter();
        BatchCounter ofClient = new BatchCounter();
        Stack stack = (Stack) row.contestant();
        try (Stack.Server server = stack.serve(row.workload(), ofServer);
                Load load = stack.connect(server.address(), row.workload(), ofClient)) {
            if (load instanceof OpenLoad open) {
                open.pace(1000);
            }
            long answered = 0;
            for (int i = 0; i < 2; i++) {
                Sample sample = ClientCommand.run(load, ofClient, RUN_NANOS);
                assertThat(sample.calls()).isPositive();
                assertThat(sample.nanos()).isGreaterThanOrEqualTo(RUN_NANOS);
                assertThat(sample.frames()).isEqualTo(sample.calls());
                assertThat(sample.flushes()).isPositive().isLessThanOrEqualTo(sample.calls());
                answered += sample.calls();
            }
            assertThat(ofServer.counts().frames()).isEqualTo(answered);
        }
    }

    @ParameterizedTest
    @MethodSource("withTwin")
    void twinRunsAgainAndAgain(Row row) throws Exception {
        BatchCounter ofServer = new BatchCounter();
        BatchCounter ofClient = new BatchCounter();
        try (Stack.Server server = Stack.TWIN.serve(row.workload(), ofServer);
                Load load = Stack.TWIN.connect(server.address(), row.workload(), ofClient)) {
            long calls = load.run(RUN_NANOS) + load.run(RUN_NANOS);
            assertThat(calls).isPositive();
            assertThat(ofClient.counts().frames()).isEqualTo(calls);
            assertThat(ofServer.counts().frames()).isEqualTo(calls);
        }
    }

    @ParameterizedTest
    @MethodSource("withTwin")
    void callThatFailsFailsTheRun(Row row) throws Exception {
        BatchCounter counter = new BatchCounter();
        try (RpcServer server = RpcServer.create(
                        ServerConfig.builder().runtimeName("loom").build());
                Load load =
                        ((Stack) row.contestant()).connect(listenWithoutHandlers(server), row.workload(), counter)) {
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
        assertThat(out.position()).isEqualTo(TwinFrames.MESSAGE).isEqualTo(Message.BYTES);
        assertThat(codec.decode(out.array(), 0, out.position())).isEqualTo(message);
    }

    @Test
    void openLoadTellsItsLatencies() throws Exception {
        Workload workload = Rows.workload("open-50");
        try (Stack.Server server = Stack.LOOM.serve(workload, new BatchCounter());
                Load load = Stack.LOOM.connect(server.address(), workload, new BatchCounter())) {
            OpenLoad open = (OpenLoad) load;
            open.pace(10_000);
            assertThat(open.run(RUN_NANOS)).isEqualTo(200);
            assertThat(open.latency().p50()).isPositive();
            assertThat(open.latency().max())
                    .isGreaterThanOrEqualTo(open.latency().p9999());
        }
    }

    @Test
    void rawBytesOfAnotherCallAreNoAnswer() {
        Echo<byte[]> echo = Echo.bytes(32);
        assertThat(echo.isAnswer(echo.request(7), echo.request(7))).isTrue();
        assertThat(echo.isAnswer(echo.request(7), echo.request(8))).isFalse();
        assertThat(echo.isAnswer(echo.request(7), null)).isFalse();
    }

    @Test
    void wrongAnswerIsNoticed() {
        Message.of(1).requireEqual(Message.of(1));
        assertThatThrownBy(() -> Message.of(1).requireEqual(Message.of(2))).isInstanceOf(IllegalStateException.class);
    }
}
