package org.razorrpc.transport.tcp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URLDecoder;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses users write. Read by hand, since {@link java.net.URI} knows no host with an underscore and no path with a
 * space.
 */
final class SocketAddresses {
    private static final String TCP = "tcp://";
    private static final String UNIX = "unix://";
    /** A host, either in brackets or without a colon, and a port. */
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(\\[[0-9a-fA-F:.]+(?:%[\\w.-]+)?]|[\\w.-]+):([0-9]{1,5})");

    private SocketAddresses() {}

    /** The address of an endpoint; a name stays unresolved, since looking it up may block. */
    static SocketAddress parse(String address) {
        if (address.startsWith(TCP)) {
            return tcp(address);
        }
        if (address.startsWith(UNIX)) {
            return unix(address);
        }
        throw malformed(address, null);
    }

    /** A runtime's address as a user writes it. */
    static String escaped(String address) {
        return address.startsWith(UNIX) ? address.replace("%", "%25") : address;
    }

    /** The address as it was written, with the port that was really bound. */
    static String withPort(String address, int port) {
        return address.substring(0, address.lastIndexOf(':') + 1) + port;
    }

    private static InetSocketAddress tcp(String address) {
        Matcher matcher = HOST_AND_PORT.matcher(address.substring(TCP.length()));
        if (!matcher.matches()) {
            throw malformed(address, null);
        }
        String host = matcher.group(1);
        int port = Integer.parseInt(matcher.group(2));
        if (port > 0xffff) {
            throw malformed(address, null);
        }
        try {
            // In brackets nothing is looked up.
            return host.startsWith("[")
                    ? new InetSocketAddress(InetAddress.getByName(host), port)
                    : InetSocketAddress.createUnresolved(host, port);
        } catch (UnknownHostException e) {
            throw malformed(address, e);
        }
    }

    private static UnixDomainSocketAddress unix(String address) {
        try {
            // The decoder is made for forms, where a plus stands for a space.
            String path =
                    URLDecoder.decode(address.substring(UNIX.length()).replace("+", "%2B"), StandardCharsets.UTF_8);
            if (path.startsWith("/") && path.length() > 1 && path.indexOf('\uFFFD') < 0) {
                return UnixDomainSocketAddress.of(path);
            }
        } catch (IllegalArgumentException e) {
            throw malformed(address, e);
        }
        throw malformed(address, null);
    }

    private static IllegalArgumentException malformed(String address, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "\"" + address + "\" is no address of this transport: it must be tcp://host:port, with an IPv6 address"
                        + " in brackets, or unix:///path with %25 for a percent sign",
                cause);
    }
}
