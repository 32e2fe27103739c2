package org.razorrpc.integration;

/** The contract of transports, on {@code tcp://}. */
final class TcpTransportTest extends TransportTest {
    TcpTransportTest() {
        super("tcp");
    }
}
