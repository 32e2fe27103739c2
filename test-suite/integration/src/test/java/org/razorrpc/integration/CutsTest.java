package org.razorrpc.integration;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.RpcException;

/** R1 in short, a connection a caller. */
@MethodSource("org.razorrpc.integration.Stack#tcp")
class CutsTest extends CutsFixture {
    private static final int CALLERS = 8;
    private static final int IN_FLIGHT = 16;

    CutsTest() {
        super(new CallLedger(20_000, id -> false));
    }

    @Test
    void everyCallEndsOnceAndWhatDidNotRunDidNotRun() throws Exception {
        serveCounted();
        int faults;
        try (FaultProxy proxy = proxy(0)) {
            runCallers(CALLERS, () -> callUntilDone(proxy.address()));
            faults = proxy.faults();
        }
        server.close();
        check("a connection a caller", CALLERS + " callers", faults);
    }

    /** One caller: a connection of its own, some calls in flight on it, and a new one whenever it breaks. */
    private void callUntilDone(String proxyAddress) {
        ClientConfig config =
                ClientConfig.builder().runtime(clientRuntime).codec(codec).build();
        Semaphore places = new Semaphore(IN_FLIGHT);
        ClientStream client = null;
        for (int id = ledger.next(); id >= 0; id = ledger.next()) {
            while (client == null || !client.isOpen()) {
                client = reconnected(proxyAddress, config);
            }
            places.acquireUninterruptibly();
            if (!send(client, id, places)) {
                client.whenClosed().join(); // Its end is on its way: without this, calls would be spent until it comes.
            }
        }
        places.acquireUninterruptibly(IN_FLIGHT);
        client.close();
    }

    private static @Nullable ClientStream reconnected(String proxyAddress, ClientConfig config) {
        try {
            return ClientStream.connect(proxyAddress, config);
        } catch (RpcException cutWhileConnecting) {
            return null;
        }
    }
}
