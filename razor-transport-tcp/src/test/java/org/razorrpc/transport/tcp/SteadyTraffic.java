package org.razorrpc.transport.tcp;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.spi.RequestFrame;
import org.razorrpc.stream.spi.ResponseFrame;
import org.razorrpc.stream.spi.WireBuffer;

/** A client and a server that exchange batches of small frames, in one thread and without allocating anything itself. */
final class SteadyTraffic implements RequestFrame, ResponseFrame {
    static final int BATCH = 64;

    private final TcpClientConnection client;
    private final TcpServerConnection server;
    private final Action<?, ?> number = Action.raw(3);
    private final Action<?, ?> name = Action.raw("Steady.traffic");
    private final Blob blob = Blob.of(new byte[24]);
    private final byte[] message = new byte[32];
    private final byte[] wire = new byte[1 << 20];
    private final ByteBuffer in = ByteBuffer.wrap(wire);
    private final Consumer<ByteBuffer> sink = this::take;
    private int wireLength;
    private long seq;

    SteadyTraffic(TcpClientConnection client, TcpServerConnection server) {
        this.client = client;
        this.server = server;
    }

    /** A batch of requests, read in two pieces, and one of responses. */
    void round() {
        for (int i = 0; i < BATCH; i++) {
            client.write(this, 0, 0, 0);
        }
        move(client, server);
        for (int i = 0; i < BATCH; i++) {
            seq++;
            server.write(this);
        }
        move(server, client);
    }

    private void move(TcpConnection from, TcpConnection to) {
        wireLength = 0;
        from.flush();
        from.pull(sink);
        from.onWritten(wireLength);
        int half = wireLength / 2 + 5;
        to.onRead(in.limit(half).position(0));
        to.onReadEnd();
        to.onRead(in.limit(wireLength).position(half));
        to.onReadEnd();
    }

    private void take(ByteBuffer part) {
        int count = part.remaining();
        part.get(wire, wireLength, count);
        wireLength += count;
    }

    @Override
    public Action<?, ?> action() {
        return (seq & 1) == 0 ? number : name;
    }

    @Override
    public long seq() {
        return seq;
    }

    @Override
    public int flag() {
        return 0;
    }

    @Override
    public void encode(WireBuffer out) {
        out.putBytes(message);
    }

    @Override
    public Blob blob() {
        // Responses only: a request's blob is a buffer of its own that the server's handler keeps.
        return seq > 0 && server.unwritten() > 0 ? blob : null;
    }

    @Override
    public void released() {}
}
