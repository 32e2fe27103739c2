package org.razorrpc.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Addresses that stay with a server when it is away for a while. They lie outside the range from which the kernel gives ports to
 * clients: there a client that reconnects can be given the very port it connects to, and talks to itself.
 */
final class Ports {
    private static final int FIRST = 12_000;
    private static final int LAST = 31_000;

    private Ports() {}

    static String address() {
        for (int tries = 0; tries < 100; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return "tcp://127.0.0.1:" + free.getLocalPort();
            } catch (IOException taken) {
                // Another one then.
            }
        }
        throw new IllegalStateException("no port is free between " + FIRST + " and " + LAST);
    }
}
