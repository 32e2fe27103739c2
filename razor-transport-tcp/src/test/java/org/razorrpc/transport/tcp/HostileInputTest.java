package org.razorrpc.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.spi.ByteStream;
import org.razorrpc.stream.spi.ByteStreamHandler;
import org.razorrpc.stream.spi.ClientConnection;
import org.razorrpc.stream.spi.ClientConnectionHandler;
import org.razorrpc.stream.spi.ClientOpener;
import org.razorrpc.stream.spi.RequestFrame;
import org.razorrpc.stream.spi.ServerConnection;
import org.razorrpc.stream.spi.ServerConnectionHandler;
import org.razorrpc.stream.spi.TransportConfig;

/** R3: frames at random, mutated and cut anywhere. Nothing but protocol errors comes of it, and no memory. */
@Timeout(300)
class HostileInputTest {
    private static final int RUNS = 150_000;
    private static final long SEED = 20_261_122;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final TransportConfig CONFIG = TransportConfig.DEFAULT;
    private static final ActionNames NAMES = new ActionNames();
    private static final long[] LENGTHS = {
        0,
        1,
        7,
        100,
        4095,
        4096,
        65_535,
        65_536,
        1 << 20,
        4 << 20,
        (4 << 20) + 1,
        16 << 20,
        (16 << 20) + 1,
        0x7fff_ffffL,
        0x8000_0000L,
        0xffff_ffffL
    };

    /** What the runs have in common: a stream that does nothing, and handlers that count. */
    private static final class Sink
            implements ByteStream, ServerConnectionHandler, ClientConnectionHandler, ClientOpener {
        private final ByteBuffer blob = ByteBuffer.allocate(CONFIG.maxBlob());
        boolean closed;
        int events;
        int refusals;

        @Override
        public void requestWrite() {}

        @Override
        public void writeNow() {}

        @Override
        public void pauseReading() {}

        @Override
        public void resumeReading() {}

        @Override
        public void shutdownOutput() {}

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public java.net.SocketAddress localAddress() {
            return null;
        }

        @Override
        public java.net.SocketAddress remoteAddress() {
            return null;
        }

        @Override
        public void onRequest(
                long seq, int format, long id, int action, String name, byte[] buf, int at, int length, ByteBuffer b) {
            java.util.Objects.checkFromIndexSize(at, length, buf.length);
            events++;
        }

        @Override
        public void onPing(long seq) {
            events++;
        }

        @Override
        public void onRefused(long seq, ErrorCode word, String reason, boolean last) {
            refusals++;
        }

        @Override
        public void onInputEnd() {}

        @Override
        public void onClosed(Throwable cause) {}

        @Override
        public void onAppended(long seq, RequestFrame frame, long deadline) {}

        @Override
        public ByteBuffer onResponse(
                long seq, int flag, int errno, byte[] buf, int offset, int length, int blobLength) {
            java.util.Objects.checkFromIndexSize(offset, length, buf.length);
            events++;
            return blob.clear();
        }

        @Override
        public void onBlobEnd(long seq) {}

        @Override
        public void onDiscarded(long seq, String reason) {
            refusals++;
        }

        @Override
        public void onBatchEnd() {}

        @Override
        public void onWritten() {}

        @Override
        public void onClosed(Throwable cause, long lastSeqSent) {}

        @Override
        public ClientConnectionHandler opened(ClientConnection connection) {
            return this;
        }

        @Override
        public void failed(java.io.IOException cause) {}
    }

    private static long length(Random random) {
        return random.nextInt(3) > 0 ? random.nextInt(200) : LENGTHS[random.nextInt(LENGTHS.length)];
    }

    private static byte[] body(Random random, long announced) {
        // Not all that was announced need come, and mostly it is short.
        int most = (int) Math.min(announced, random.nextInt(40) == 0 ? 50_000 : 500);
        byte[] bytes = new byte[random.nextInt(8) == 0 ? random.nextInt(most + 1) : most];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] conversation(Random random, boolean requests) {
        byte[] all = {};
        for (int seq = 1; seq <= 1 + random.nextInt(6); seq++) {
            long message = length(random);
            long blob = random.nextInt(3) == 0 ? length(random) : 0;
            if (requests) {
                int nameLength = random.nextInt(3) == 0 ? random.nextInt(300) : 0;
                long action = nameLength > 0 ? 1L << 31 | nameLength : random.nextInt(4);
                all = Frames.join(
                        all,
                        Frames.header(Frames.MAGIC, 1, 0, action, seq, message, blob),
                        "n".repeat(nameLength).getBytes(),
                        body(random, message),
                        body(random, blob));
            } else {
                int flag = random.nextInt(3);
                long value = flag == 2 ? 0 : message;
                long blobLength = flag == 1 ? 0 : blob;
                all = Frames.join(
                        all,
                        Frames.responseHeader(Frames.MAGIC, 1, flag, value, seq, blobLength),
                        body(random, flag == 0 ? message : 0),
                        body(random, blobLength));
            }
        }
        for (int i = random.nextInt(4) - 1; i > 0; i--) {
            all[random.nextInt(all.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return all;
    }

    private static void run(Random random, ByteStreamHandler handler, Sink sink, byte[] bytes, ByteBuffer shared) {
        int at = 0;
        while (at < bytes.length && !sink.closed) {
            int count = 1 + random.nextInt(random.nextBoolean() ? 40 : bytes.length);
            count = Math.min(count, bytes.length - at);
            ByteBuffer target = random.nextBoolean() ? handler.readTarget() : null;
            if (target != null) {
                count = Math.min(count, target.remaining());
                target.put(bytes, at, count);
                handler.onTargetRead(count);
            } else {
                shared.clear().put(bytes, at, count);
                handler.onRead(shared.flip());
            }
            handler.onReadEnd();
            at += count;
        }
    }

    private static long allocated(boolean requests, Sink sink, byte[] bytes, long cuts, ByteBuffer shared) {
        sink.closed = false;
        TcpConnection connection = requests
                ? TcpServerConnection.open(sink, CONFIG, NAMES, c -> sink)
                : TcpClientConnection.open(sink, CONFIG, sink);
        if (connection instanceof TcpClientConnection client) {
            for (int seq = 1; seq <= 6; seq++) {
                client.write(new Frames.Out(new byte[0]), 0, 0, 0);
            }
        }
        Random random = new Random(cuts);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        run(random, connection, sink, bytes, shared);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void anythingEndsInEventsOrProtocolErrorsAndTakesLittleMemory() {
        Random random = new Random(SEED);
        Sink sink = new Sink();
        ByteBuffer shared = ByteBuffer.allocate(1 << 20);
        int closed = 0;
        for (int i = 0; i < RUNS; i++) {
            boolean requests = (i & 1) == 0;
            long seed = random.nextLong();
            byte[] bytes = conversation(new Random(seed), requests);
            // A buffer that grew more than once has left its smaller selves as garbage, which the bound leaves out.
            long most = bytes.length > 64 << 10 ? Long.MAX_VALUE : (64 << 10) + 2L * bytes.length + 2048;
            if (allocated(requests, sink, bytes, ~seed, shared) > most) {
                // What is initialized on first use is not taken twice; what the input takes is.
                assertThat(allocated(requests, sink, bytes, ~seed, shared))
                        .as("bytes allocated in run %d, seed %d, input of %d", i, seed, bytes.length)
                        .isLessThanOrEqualTo(most);
            }
            closed += sink.closed ? 1 : 0;
        }
        // Otherwise the input was too wild, or too tame, to test anything.
        assertThat(sink.events).isGreaterThan(RUNS / 2);
        assertThat(sink.refusals).isGreaterThan(RUNS / 20);
        assertThat(closed).isGreaterThan(RUNS / 50);
    }

    @Test
    void randomBytesAreRefused() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[40];
            random.nextBytes(bytes);
            if (bytes[0] == 0x25 && bytes[1] == 0x4d) {
                continue;
            }
            Server server = new Server(CONFIG);
            server.stream.feed(bytes, random.nextInt(41));
            assertThat(server.cause).isInstanceOf(ProtocolException.class);
            Client client = new Client(CONFIG);
            client.stream.feed(bytes, random.nextInt(41));
            assertThat(client.cause).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void announcementsTakeNoMemory() {
        byte[] header = Frames.header(Frames.MAGIC, 1, 0, 1, 1, 4 << 20, 16 << 20);
        byte[] bodyBegun = Frames.join(Frames.header(Frames.MAGIC, 1, 0, 1, 1, 0, 16 << 20), new byte[1]);
        for (int i = 0; i < 100; i++) {
            for (byte[] bytes : new byte[][] {header, bodyBegun}) {
                Server server = new Server(CONFIG, NAMES);
                server.stream.feed(bytes);
                ByteBuffer in = ByteBuffer.allocate(0);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                server.stream.handler.readTarget();
                server.stream.handler.onRead(in);
                assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(64 << 10);
            }
        }
    }

    @Test
    void steadyStateAllocatesNothingPerFrame() {
        Sink sink = new Sink();
        ServerConnection[] opened = new ServerConnection[1];
        TcpServerConnection server = TcpServerConnection.open(sink, CONFIG, NAMES, c -> {
            opened[0] = c;
            return sink;
        });
        TcpClientConnection client = TcpClientConnection.open(sink, CONFIG, sink);
        SteadyTraffic traffic = new SteadyTraffic(client, server);
        for (int i = 0; i < 2_000; i++) {
            traffic.round();
        }
        int before = sink.events;
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1_000; i++) {
            traffic.round();
        }
        allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        int frames = sink.events - before;
        assertThat(frames).isEqualTo(2 * 1_000 * SteadyTraffic.BATCH);
        assertThat((double) allocated / frames)
                .as("bytes a frame, %d in all", allocated)
                .isLessThan(1);
    }

    private static long allocatedByAWrite(Client client, Frames.Out frame) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        ((TcpClientConnection) client.stream.handler).write(frame, 0, 0, 0);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void idleConnectionGivesTheMemoryOfABurstBack() {
        Client client = new Client(CONFIG);
        Frames.Out frame = new Frames.Out(new byte[1_500]);
        client.connection.checkProgress(0);
        for (int batch = 0; batch < 100; batch++) {
            for (int i = 0; i < 20; i++) {
                client.connection.write(frame, 0, 0, 0);
            }
            client.assign(1);
        }
        assertThat(allocatedByAWrite(client, frame)).isLessThan(1_000);
        client.assign(1);
        client.connection.checkProgress(1);
        assertThat(allocatedByAWrite(client, frame))
                .as("in use since the last tick")
                .isLessThan(1_000);
        client.assign(1);
        client.connection.checkProgress(2);
        client.connection.checkProgress(3);
        assertThat(allocatedByAWrite(client, frame)).as("a new buffer").isGreaterThan(1_000);
    }
}
