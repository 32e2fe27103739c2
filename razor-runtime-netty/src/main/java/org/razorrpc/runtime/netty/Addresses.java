package org.razorrpc.runtime.netty;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** Addresses and failures in words for the user. */
final class Addresses {
    private Addresses() {}

    /** {@code tcp://host:port} or {@code unix://path}. */
    static String text(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet
            when inet.isUnresolved() -> "tcp://" + inet.getHostString() + ":" + inet.getPort();
            case InetSocketAddress inet -> "tcp://" + NetUtil.toSocketAddressString(inet);
            case UnixDomainSocketAddress unix -> "unix://" + unix.getPath();
            default -> address.toString();
        };
    }

    /** What an exception says; its type where it says nothing. */
    static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
