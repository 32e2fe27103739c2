package org.razorrpc.runtime.loom;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Arrays;

/**
 * Socket addresses as text, for messages and for {@code Listener.address}: {@code tcp://127.0.0.1:4711},
 * {@code tcp://[::1]:4711}, {@code unix:///path}.
 */
final class Addresses {

    private Addresses() {}

    static String text(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet -> "tcp://" + host(inet) + ":" + inet.getPort();
            case UnixDomainSocketAddress unix -> "unix://" + unix.getPath();
            default -> address.toString();
        };
    }

    /** What an exception says; its type where it says nothing. */
    static String why(Exception e) {
        return e.getMessage() != null ? e.getMessage() : e.getClass().getSimpleName();
    }

    private static String host(InetSocketAddress address) {
        InetAddress resolved = address.getAddress();
        if (resolved == null) {
            return address.getHostString();
        }
        return resolved instanceof Inet6Address v6 ? "[" + compressed(v6) + "]" : resolved.getHostAddress();
    }

    /** RFC 5952: the longest run of at least two zero groups becomes "::", the first of equally long ones. */
    private static String compressed(Inet6Address address) {
        String full = address.getHostAddress();
        int scopeAt = full.indexOf('%');
        String scope = scopeAt < 0 ? "" : full.substring(scopeAt);
        String[] groups = full.substring(0, full.length() - scope.length()).split(":");
        int start = 0;
        int length = 1;
        for (int i = 0; i < groups.length; i++) {
            int run = zeros(groups, i);
            if (run > length) {
                start = i;
                length = run;
            }
        }
        if (length < 2) {
            return full;
        }
        return joined(groups, 0, start) + "::" + joined(groups, start + length, groups.length) + scope;
    }

    private static int zeros(String[] groups, int from) {
        int end = from;
        while (end < groups.length && groups[end].equals("0")) {
            end++;
        }
        return end - from;
    }

    private static String joined(String[] groups, int from, int to) {
        return String.join(":", Arrays.asList(groups).subList(from, to));
    }
}
