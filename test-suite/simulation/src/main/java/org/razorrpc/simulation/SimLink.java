package org.razorrpc.simulation;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** A connection between two nodes: a pipe each way, and the faults that hit both at once. */
public final class SimLink {
    private final int id;
    private final SimPipe up;
    private final SimPipe down;
    private final SimStream client;
    private final SimStream server;
    private final Network network;
    private int openEnds = 2;

    SimLink(int id, LinkConfig config, SimRuntime clientNode, SimListener listener, int clientPort) {
        this.id = id;
        this.network = clientNode.world().network();
        this.up = new SimPipe(this, config, clientNode, listener.node());
        this.down = new SimPipe(this, config, listener.node(), clientNode);
        boolean unix = listener.local() instanceof UnixDomainSocketAddress;
        SocketAddress local =
                unix ? UnixDomainSocketAddress.of("") : new InetSocketAddress(clientNode.address(), clientPort);
        this.client = new SimStream(this, clientNode, up, down, local, listener.local());
        this.server = new SimStream(this, listener.node(), down, up, listener.local(), local);
        up.connect(client, server);
        down.connect(server, client);
    }

    /** Counts the links of the world, from 1. */
    public int id() {
        return id;
    }

    /** From the node that connected to the one that listened. */
    public SimPipe up() {
        return up;
    }

    /** From the node that listened to the one that connected. */
    public SimPipe down() {
        return down;
    }

    /** Resets the connection at both ends, as something on the way may do; the seed decides whether unread bytes survive. */
    public void reset() {
        up.reset(0, true);
        down.reset(0, true);
    }

    /** Nothing arrives any more, either way, and nobody is told. */
    public void blackHole() {
        up.block();
        down.block();
    }

    /** The end of {@link #blackHole}: what is on its way arrives. */
    public void heal() {
        up.unblock();
        down.unblock();
    }

    /** Whether an end is still open. */
    public boolean isOpen() {
        return openEnds > 0;
    }

    /** The reader of {@code pipe} has had its last byte: it is reset now, the writer when it hears of it. */
    void cut(SimPipe pipe) {
        pipe.reset(0, false);
        other(pipe).reset(other(pipe).latency(), true);
    }

    SimPipe other(SimPipe pipe) {
        return pipe == up ? down : up;
    }

    SimStream client() {
        return client;
    }

    SimStream server() {
        return server;
    }

    void endClosed() {
        openEnds--;
        if (openEnds == 0) {
            network.closed(this);
        }
    }
}
