package org.razorrpc.tck;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** The kinds of address that every runtime connects and listens on. */
enum Net {
    TCP4,
    TCP6,
    UNIX;

    /** Any free address of this kind. */
    SocketAddress any(Path directory) {
        return switch (this) {
            case TCP4 -> new InetSocketAddress("127.0.0.1", 0);
            case TCP6 -> new InetSocketAddress("::1", 0);
            case UNIX -> UnixDomainSocketAddress.of(directory.resolve("s" + System.nanoTime()));
        };
    }

    /** What {@code Listener.address} names, as one connects to it. */
    static SocketAddress parse(String address) {
        if (address.startsWith("unix://")) {
            return UnixDomainSocketAddress.of(address.substring("unix://".length()));
        }
        int colon = address.lastIndexOf(':');
        String host = address.substring("tcp://".length(), colon);
        return new InetSocketAddress(host.replaceAll("[\\[\\]]", ""), Integer.parseInt(address.substring(colon + 1)));
    }
}
