package org.razorrpc.stream;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.ClientConnection;
import org.razorrpc.stream.spi.ClientConnectionHandler;
import org.razorrpc.stream.spi.ClientOpener;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.Transport;

/**
 * An attempt to connect. Holds the runtime until it has failed or its link has closed. {@link #begin} or {@link #abort} is called,
 * once.
 */
final class Connecting implements ClientOpener {
    private final String address;
    private final ClientConfig config;
    private final Transport transport;
    private final Codec codec;
    private final RuntimeLease lease;
    private final @Nullable LinkOwner owner;
    private final Result result;
    private volatile @Nullable Cancellable attempt;
    private volatile boolean cancelled;

    /** Hears how it ended: exactly one of the two, once, on a thread that may block. */
    interface Result {
        void connected(ClientLink link);

        void failed(RpcException failure);
    }

    /** @throws IllegalStateException when no runtime, codec or transport fits */
    Connecting(String address, ClientConfig config, @Nullable LinkOwner owner, Result result) {
        this.address = address;
        this.config = config;
        this.owner = owner;
        this.result = result;
        transport = config.transport() == null ? Plugins.transport(address) : config.transport();
        codec = config.codec() == null ? Plugins.codec(config.codecName()) : config.codec();
        lease = RuntimeLease.of(config.runtime(), config.runtimeName());
    }

    Codec codec() {
        return codec;
    }

    RpcRuntime runtime() {
        return lease.runtime();
    }

    /** It is not begun after all. */
    void abort() {
        lease.release();
    }

    /** @throws IllegalArgumentException when the address makes no sense; nothing else is then called */
    void begin() {
        try {
            Cancellable begun = transport.connect(runtime(), address, config.transportConfig(), this);
            attempt = begun;
            if (cancelled) {
                begun.cancel();
            }
        } catch (RuntimeException failure) {
            lease.release();
            throw failure;
        }
    }

    /** Gives the attempt up if it is not open yet; its end is told all the same. */
    void cancel() {
        cancelled = true;
        Cancellable begun = attempt;
        if (begun != null) {
            begun.cancel();
        }
    }

    @Override
    public ClientConnectionHandler opened(ClientConnection connection) {
        ClientLink link = new ClientLink(config, runtime(), codec, connection, owner);
        link.whenClosed().whenComplete((why, never) -> lease.release());
        link.start();
        Completions.onThreadOfItsOwn(runtime(), () -> result.connected(link));
        return link;
    }

    @Override
    public void failed(IOException cause) {
        RpcException failure = new RpcException(
                ErrorCode.UNREACHABLE,
                Outcome.NOT_SENT,
                "no connection to " + address + ": " + cause.getMessage(),
                cause);
        Completions.onThreadOfItsOwn(runtime(), () -> {
            result.failed(failure);
            lease.release();
        });
    }
}
