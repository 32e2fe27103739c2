package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.razorrpc.stream.Dispatch;

/** The crates' client with calls in flight at razor's server: how many, in which order, too late, and when one side ends. */
class FromRustInFlightTest extends FromRust {
    /** One answer makes room for one call: with a lower mark the server would wait for more answers than a round may leave. */
    @Test
    void aLargerWindowThanTheServersBoundMeetsTheBound() throws Exception {
        Dispatch numbers = Dispatch.byAction().inline(Actions.NEXT, held::hold).build();
        String address = serve(numbers, c -> c.maxInFlight(16).resumeInFlight(15));
        Peer client = start("client", address, "pipeline", "1600", "128");
        for (int round = 0; round < 100; round++) {
            held.await(16);
            held.release(16);
        }
        assertThat(client.rest()).isEqualTo("1600 answered");
        assertThat(held.most()).isEqualTo(16);
    }

    @Test
    void answersInAnyOrderReachTheirCalls() throws Exception {
        Peer client = talk(serve());
        assertThat(client.ask("hold 100 1000")).isEqualTo("held");
        for (int call = 99; call >= 50; call--) {
            assertThat(client.ask("release 1")).isEqualTo("held " + (call + 1));
            assertThat(client.ask("last")).isEqualTo(call + ": " + (call + 1) + " and 1000 bytes");
        }
        assertThat(client.ask("release 50")).isEqualTo("held 50");
        for (int call = 0; call < 50; call++) {
            assertThat(client.ask("first")).isEqualTo(call + ": " + (call + 1) + " and 1000 bytes");
        }
    }
}
