package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.spi.TransportConfig;
import org.razorrpc.stream.spi.WireBuffer;

/** The small types that users hold: what they take, and what they say of what they do not take. */
class ValuesTest {

    @Test
    void errnosAreLinuxs() {
        assertThat(Errno.of(13)).isSameAs(Errno.EACCES);
        assertThat(Errno.of(133)).isSameAs(Errno.EHWPOISON);
        assertThat(Errno.EWOULDBLOCK.number()).isEqualTo(11);
        assertThat(Errno.ENOTSUP.number()).isEqualTo(95);
        assertThat(Errno.EDEADLOCK.number()).isEqualTo(35);
        for (int unknown : new int[] {0, 41, 58, 134, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThat(Errno.of(unknown)).as("%d", unknown).isNull();
        }
        assertThat(Errno.describe(2)).isEqualTo("ENOENT (2): No such file or directory");
        assertThat(Errno.describe(-1)).isEqualTo("errno 4294967295");
    }

    @Test
    void everyWordHasItsCodeAndNothingElseHas() {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.word() != null) {
                assertThat(ErrorCode.ofWord(code.word())).isSameAs(code);
            }
        }
        assertThat(ErrorCode.ofWord("rpc_quota")).isNull();
        assertThat(ErrorCode.ofWord("rpc_timeout ")).isNull();
        assertThat(ErrorCode.ofWord("")).isNull();
    }

    @Test
    void anExceptionCarriesTheUsersErrorAndNoStackTrace() {
        RpcException errno = RpcException.errno(Errno.EPERM);
        assertThat(errno.is(Errno.EPERM)).isTrue();
        assertThat(errno.is(Errno.ENOENT)).isFalse();
        assertThat(errno.getStackTrace()).isEmpty();
        assertThat(RpcException.value(17L).value(Long.class)).isEqualTo(17L);
        assertThat(RpcException.value(17L).value(String.class)).isNull();
        assertThat(RpcException.text("no").outcome().safeToRetry()).isFalse();
        assertThat(new RpcException(ErrorCode.IO, Outcome.NOT_SENT, "lost", new RuntimeException()).getStackTrace())
                .isNotEmpty();
    }

    @Test
    void actionsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> Action.raw(0)).hasMessageContaining("0 is the ping");
        assertThatThrownBy(() -> Action.of(-5, Void.class, Void.class)).hasMessageContaining("-5");
        assertThatThrownBy(() -> Action.raw("")).hasMessageContaining("empty");
        assertThatThrownBy(() -> Action.raw(1).withTimeout(Duration.ZERO)).hasMessageContaining("timeout");
        Action<Void, Void> named = Action.of("Caf\u00e9.open", Void.class, Void.class);
        assertThat(named.number()).isEqualTo(-1);
        assertThat(named.nameLength()).isEqualTo(10);
        assertThat(Action.raw(7).asIdempotent().withErrors(String.class).idempotent())
                .isTrue();
    }

    @Test
    void twoHandlersOfOneActionAreRefused() {
        Dispatch.ByAction dispatch = Dispatch.byAction().inline(Action.raw(1), (request, responder) -> {});
        assertThatThrownBy(() -> dispatch.concurrent(Action.raw(1), (request, responder) -> {}))
                .hasMessageContaining("action 1 has two handlers");
    }

    @Test
    void aTypeRefNamesItsType() {
        assertThat(new TypeRef<List<String>>() {}.type().getTypeName()).isEqualTo("java.util.List<java.lang.String>");
    }

    @Test
    void aBlobLeavesItsBuffersWhereTheyAre() {
        ByteBuffer heap = ByteBuffer.wrap(new byte[] {0, 1, 2, 3}, 1, 2);
        ByteBuffer direct = ByteBuffer.allocateDirect(3);
        Blob blob = Blob.of(heap, direct);
        assertThat(blob.length()).isEqualTo(5);
        blob.parts().get(0).duplicate().get();
        assertThat(heap.position()).isEqualTo(1);
        heap.position(3);
        assertThat(blob.parts().get(0).remaining()).isEqualTo(2);
    }

    @Test
    void valuesOutOfRangeAreNamed() {
        assertThatThrownBy(() -> ClientConfig.builder().window(0).build()).hasMessageContaining("window is 0");
        assertThatThrownBy(() -> ClientConfig.builder().window(70_000).build()).hasMessageContaining("65536");
        assertThatThrownBy(() ->
                        ClientConfig.builder().timeout(Duration.ofSeconds(-1)).build())
                .hasMessageContaining("timeout");
        assertThatThrownBy(() ->
                        ClientConfig.builder().lowWaterMark(10).highWaterMark(9).build())
                .hasMessageContaining("lowWaterMark");
        assertThatThrownBy(() -> ServerConfig.builder().resumeInFlight(2000).build())
                .hasMessageContaining("resumeInFlight");
        assertThatThrownBy(() -> TransportConfig.builder().maxMessage(-1).build())
                .hasMessageContaining("maxMessage");
        assertThatThrownBy(() -> CallOptions.NONE.withTimeout(Duration.ZERO)).hasMessageContaining("timeout");
        ClientConfig config = ClientConfig.builder().window(7).clientId(9).build();
        assertThat(config.toBuilder().build()).isEqualTo(config);
        ServerConfig server = ServerConfig.builder().maxConnections(7).build();
        assertThat(server.toBuilder().build()).isEqualTo(server);
        TransportConfig transport = TransportConfig.builder().backlog(7).build();
        assertThat(transport.toBuilder().build()).isEqualTo(transport);
    }

    @Test
    void aBufferGrowsToItsLimitAndNotBeyond() {
        WireBuffer out = new WireBuffer(2);
        out.putInt(0x04030201);
        out.putLong(-1);
        out.setInt(0, 5);
        assertThat(out.array()).startsWith(5, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1);
        out.limit(13);
        out.putByte(1);
        assertThatThrownBy(() -> out.putByte(1)).isInstanceOf(WireBuffer.Overflow.class);
        assertThat(out.position()).isEqualTo(13);
        out.noLimit();
        out.putBytes(new byte[100]);
        assertThat(out.position()).isEqualTo(113);
    }
}
