package org.razorrpc.stream;

import java.net.SocketAddress;

/** An end of an in-process connection. */
final class MemAddress extends SocketAddress {
    private static final long serialVersionUID = 1L;

    private final String text;

    MemAddress(String text) {
        this.text = text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MemAddress address && text.equals(address.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
