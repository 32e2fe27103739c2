package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.ClientStream;

/** razor's client with calls in flight at the crates' server: how many, in which order, too late, and when one side ends. */
class ToRustInFlightTest extends ToRust {
    private static List<CompletableFuture<Long>> hold(ClientStream client, int calls) {
        List<CompletableFuture<Long>> held = new ArrayList<>();
        for (long number = 0; number < calls; number++) {
            held.add(client.callAsync(Actions.HOLD, number));
        }
        return held;
    }

    /** Calls that the server holds. */
    private static List<CompletableFuture<Long>> heldBy(ClientStream client, int calls) {
        List<CompletableFuture<Long>> held = hold(client, calls);
        assertThat(client.call(Actions.NEXT, 1L))
                .as("and so the calls before it have arrived")
                .isEqualTo(2);
        return held;
    }

    @Test
    void theServerNeverHasMoreInHandThanTheWindow() {
        ClientStream client = client(c -> c.window(16));
        ClientStream other = client();
        List<CompletableFuture<Long>> calls = hold(client, 160);
        for (int round = 0; round < 10; round++) {
            await().until(() -> other.call(Actions.RELEASE, 0) >= 16);
            assertThat(other.call(Actions.RELEASE, 16)).isEqualTo(16);
        }
        for (int number = 0; number < calls.size(); number++) {
            assertThat(calls.get(number).join()).isEqualTo(number + 1);
        }
    }

    @Test
    void answersInAnyOrderReachTheirCalls() {
        ClientStream client = client();
        List<CompletableFuture<Long>> calls = heldBy(client, 100);
        for (int number = 99; number >= 50; number--) {
            assertThat(client.call(Actions.RELEASE, 1)).isEqualTo(number + 1);
            assertThat(calls.get(number).join()).isEqualTo(number + 1);
            assertThat(calls.get(number - 1)).isNotDone();
        }
        assertThat(client.call(Actions.RELEASE, 50)).isEqualTo(50);
        for (int number = 0; number < 50; number++) {
            assertThat(calls.get(number).join()).isEqualTo(number + 1);
        }
    }
}
