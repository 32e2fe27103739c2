package org.razorrpc.stream;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.NameListener;
import org.razorrpc.stream.spi.NameResolver;
import org.razorrpc.stream.spi.RpcRuntime;

/** Asks the system's resolver, again and again. */
final class DnsResolver implements NameResolver {

    @Override
    public Cancellable watch(RpcRuntime runtime, String name, Duration refresh, NameListener listener) {
        URI uri = parsed(name);
        Watch watch = new Watch(runtime, uri.getHost(), uri.getPort(), Durations.nanos(refresh), listener);
        runtime.execute(watch::look);
        return watch;
    }

    private static URI parsed(String name) {
        try {
            URI uri = new URI(name);
            if ("dns".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() >= 0) {
                return uri;
            }
        } catch (URISyntaxException notAUri) {
            // Said below.
        }
        throw new IllegalArgumentException("name \"" + name + "\" is not of the form dns://host:port");
    }

    /** One look-up at a time: the next one is scheduled after the last has ended. */
    private static final class Watch implements Cancellable {
        private final RpcRuntime runtime;
        private final String host;
        private final int port;
        private final long refreshNanos;
        private final NameListener listener;
        private volatile boolean cancelled;
        private volatile Cancellable timer = () -> {};

        Watch(RpcRuntime runtime, String host, int port, long refreshNanos, NameListener listener) {
            this.runtime = runtime;
            this.host = host;
            this.port = port;
            this.refreshNanos = refreshNanos;
            this.listener = listener;
        }

        void look() {
            if (cancelled) {
                return;
            }
            try {
                List<String> addresses = Stream.of(InetAddress.getAllByName(host))
                        .map(this::address)
                        .sorted()
                        .toList();
                listener.resolved(addresses);
            } catch (IOException notFound) {
                listener.failed(notFound);
            }
            again();
        }

        private void again() {
            try {
                timer = runtime.schedule(refreshNanos, () -> runtime.execute(this::look));
                if (cancelled) {
                    timer.cancel();
                }
            } catch (RejectedExecutionException runtimeClosed) {
                cancelled = true;
            }
        }

        private String address(InetAddress found) {
            String text = found.getHostAddress();
            return "tcp://" + (found instanceof Inet6Address ? "[" + text + "]" : text) + ":" + port;
        }

        @Override
        public void cancel() {
            cancelled = true;
            timer.cancel();
        }
    }
}
