package org.razorrpc.runtime.loom;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.time.Duration;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import org.razorrpc.stream.spi.SocketOptions;

/** Applies options where the channel has them. */
final class ChannelOptions {

    private ChannelOptions() {}

    static void apply(NetworkChannel channel, SocketOptions options) throws IOException {
        Set<SocketOption<?>> supported = channel.supportedOptions();
        set(channel, supported, StandardSocketOptions.TCP_NODELAY, options.noDelay());
        set(channel, supported, StandardSocketOptions.SO_KEEPALIVE, options.keepAlive());
        if (options.keepAlive()) {
            set(channel, supported, ExtendedSocketOptions.TCP_KEEPIDLE, seconds(options.keepAliveIdle()));
            set(channel, supported, ExtendedSocketOptions.TCP_KEEPINTERVAL, seconds(options.keepAliveInterval()));
            set(channel, supported, ExtendedSocketOptions.TCP_KEEPCOUNT, options.keepAliveProbes());
        }
    }

    static void reusePort(NetworkChannel channel) throws IOException {
        if (!channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
            throw new IOException("this platform has no SO_REUSEPORT: listen without reusePort");
        }
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    }

    private static <T> void set(NetworkChannel channel, Set<SocketOption<?>> supported, SocketOption<T> option, T value)
            throws IOException {
        if (supported.contains(option)) {
            channel.setOption(option, value);
        }
    }

    private static int seconds(Duration duration) {
        return Math.clamp(duration.toSeconds(), 1, Integer.MAX_VALUE);
    }
}
