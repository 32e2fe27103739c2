package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.razorrpc.codec.kryo.KryoCodecProvider;
import org.razorrpc.codec.kryo.KryoConfig;
import org.razorrpc.stream.Dispatch;

/** What razor's server refuses that the crates' client could not send by itself, or cannot know of. */
class FromRustRefusalsTest extends FromRust {

    @ParameterizedTest
    @EnumSource
    void aDamagedRequestIsRefusedWithItsWord(Damage damage) throws Exception {
        Peer client = talk(proxy(serve(), Frames.requests(damage::to), Proxy.UNCHANGED));
        assertThat(client.ask("next")).isEqualTo("next ok");
        assertThat(client.ask(damage.call)).isEqualTo(damage.call + " rpc " + damage.error);
        assertThat(client.ask("next")).isEqualTo(damage.connectionLives ? "next ok" : "next rpc rpc_io_err");
        assertThat(server.stats().requests())
                .as("requests that reached a handler")
                .isEqualTo(damage.connectionLives ? 2 : 1);
    }

    @Test
    void aServerWithoutMsgpackRefusesEachCallAndTheConnectionLives() throws Exception {
        Dispatch numbers = Dispatch.byAction().inline(Actions.NEXT, held::hold).build();
        KryoConfig classes = KryoConfig.builder().register(100, Quota.class).build();
        Peer client = talk(serve(numbers, c -> c.codecs(new KryoCodecProvider().create(classes))));
        assertThat(client.ask("next")).isEqualTo("next rpc rpc_decode");
        assertThat(client.ask("next")).isEqualTo("next rpc rpc_decode");
        assertThat(held.most()).isZero();
    }
}
