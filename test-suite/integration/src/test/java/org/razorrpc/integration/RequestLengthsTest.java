package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.spi.TransportConfig;

/** R5: every length of a request, true or not, on a live server. */
class RequestLengthsTest extends SocketTest {
    private static final int LIMIT = 1000;
    private static final int RAW = TestService.RAW.number();
    private static final int NAMED = 1 << 31;
    private static final byte[] NOTHING = {};
    private static final byte[] PING_BACK = {1, 2, 3};

    private ClientStream healthy;

    private void serveWithLimits() throws IOException {
        serve(s -> s.transportConfig(TransportConfig.builder()
                .maxAction(LIMIT)
                .maxMessage(LIMIT)
                .maxBlob(LIMIT)
                .build()));
        healthy = client();
    }

    /** Sends a header and a body, and wants this answer; after it the connection ends or lives. */
    private void expect(byte[] header, int body, byte[] answer, boolean closes) throws IOException {
        String what = Arrays.toString(header);
        try (RawPeer peer = RawPeer.connect(address)) {
            peer.say(header, new byte[body]);
            if (closes) {
                assertThat(peer.hearToEnd()).as(what).isEqualTo(answer);
            } else {
                assertThat(peer.hear(answer.length)).as(what).isEqualTo(answer);
                assertThat(peer.say(Frames.ping(2)).hear(20)).as(what).isEqualTo(Frames.ok(2));
            }
        }
        assertThat(healthy.call(TestService.RAW, PING_BACK)).as("after " + what).isEqualTo(PING_BACK);
    }

    private void expectRefused(byte[] header) throws IOException {
        expect(header, 0, Frames.text(1, "rpc_decode"), true);
        expect(header, 100_000, Frames.text(1, "rpc_decode"), true);
    }

    private void expectUnknown(byte[] header, int body) throws IOException {
        expect(header, body, Frames.text(1, "rpc_method_notfound"), false);
    }

    @Test
    void messagesAndBlobs() throws IOException {
        serveWithLimits();
        for (int length : new int[] {0, 1, LIMIT}) {
            expect(Frames.requestHeader(RAW, 1, length, 0), length, Frames.ok(1, new byte[length], NOTHING), false);
            expect(Frames.requestHeader(RAW, 1, 0, length), length, Frames.ok(1), false);
        }
        for (int length : new int[] {LIMIT + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
            expectRefused(Frames.requestHeader(RAW, 1, length, 0));
            expectRefused(Frames.requestHeader(RAW, 1, 0, length));
        }
        onlyTheHealthyConnectionIsLeft();
    }

    @Test
    void actionsAndTheirNames() throws IOException {
        serveWithLimits();
        expect(Frames.requestHeader(0, 1, 0, 0), 0, Frames.ok(1), false);
        for (int number : new int[] {LIMIT, LIMIT + 1, Integer.MAX_VALUE}) {
            expectUnknown(Frames.requestHeader(number, 1, 0, 0), 0);
        }
        for (int length : new int[] {1, LIMIT}) {
            expectUnknown(Frames.requestHeader(NAMED | length, 1, 0, 0), length);
        }
        for (int length : new int[] {0, LIMIT + 1, Integer.MAX_VALUE}) {
            expectRefused(Frames.requestHeader(NAMED | length, 1, 0, 0));
        }
        onlyTheHealthyConnectionIsLeft();
    }

    private void onlyTheHealthyConnectionIsLeft() {
        Awaitility.await().until(() -> server.stats().connections() == 1);
    }

    /** With the default limits, where a server that believes lengths would take 20 MiB for each. */
    @Test
    void announcedLengthsTakeNoMemory() throws IOException {
        serve();
        healthy = client();
        byte[][] headers = {
            Frames.requestHeader(RAW, 1, 4 << 20, 16 << 20), Frames.requestHeader(RAW, 1, 0, 16 << 20),
            Frames.requestHeader(RAW, 1, -1, 0), Frames.requestHeader(RAW, 1, 0, Integer.MAX_VALUE),
            Frames.requestHeader(NAMED | Integer.MAX_VALUE, 1, 0, 0)
        };
        announceAndEnd(headers, 5);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getTotalThreadAllocatedBytes();
        announceAndEnd(headers, 20);
        long each = (threads.getTotalThreadAllocatedBytes() - before) / (20 * headers.length);
        assertThat(each)
                .as("bytes allocated in this process for an announced length")
                .isLessThan(64 << 10);
        onlyTheHealthyConnectionIsLeft();
        assertThat(healthy.call(TestService.RAW, PING_BACK)).isEqualTo(PING_BACK);
    }

    private void announceAndEnd(byte[][] headers, int times) throws IOException {
        byte[] heard = new byte[64];
        for (int i = 0; i < times; i++) {
            for (byte[] header : headers) {
                try (RawPeer peer = RawPeer.connect(address)) {
                    peer.say(header, PING_BACK);
                    peer.endOutput();
                    // Until the server has closed it.
                    while (peer.channel().read(ByteBuffer.wrap(heard)) >= 0) {}
                }
            }
        }
    }
}
