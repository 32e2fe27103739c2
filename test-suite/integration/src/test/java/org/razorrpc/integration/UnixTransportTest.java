package org.razorrpc.integration;

/** The contract of transports, on {@code unix://}. */
final class UnixTransportTest extends TransportTest {
    UnixTransportTest() {
        super("unix");
    }
}
