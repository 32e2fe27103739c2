package org.razorrpc.integration;

/** The contract of transports, on {@code mem://}. */
final class MemTransportTest extends TransportTest {
    MemTransportTest() {
        super("mem");
    }
}
