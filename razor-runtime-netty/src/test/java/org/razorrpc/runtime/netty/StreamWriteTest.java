package org.razorrpc.runtime.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class StreamWriteTest {

    private static byte[] read(SocketChannel peer, int count) throws Exception {
        ByteBuffer all = ByteBuffer.allocate(count);
        while (all.hasRemaining() && peer.read(all) >= 0) {
            // The test's own time limit ends it.
        }
        assertThat(all.hasRemaining()).isFalse();
        return all.array();
    }

    private static byte[] random(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static ByteBuffer as(int kind, byte[] bytes) {
        return switch (kind) {
            case 0 -> ByteBuffer.wrap(bytes);
            case 1 -> ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
            case 2 -> ByteBuffer.wrap(bytes).asReadOnlyBuffer();
            default ->
                ByteBuffer.allocate(bytes.length + 7)
                        .position(7)
                        .slice()
                        .put(bytes)
                        .flip();
        };
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void partsOfAllKindsAndSizesArriveInOrder(Rig.Net net) throws Exception {
        Random random = new Random(7);
        try (Rig rig = new Rig(net).listen();
                SocketChannel peer = rig.plainPeer()) {
            TestHandler handler = rig.nextAccepted();
            for (int round = 0; round < 10; round++) {
                ByteArrayOutputStream expected = new ByteArrayOutputStream();
                for (int i = 0; i < 150; i++) {
                    byte[] bytes = random(random, random.nextInt(random.nextInt(10) == 0 ? 100_000 : 2_000));
                    expected.write(bytes);
                    handler.append(as(random.nextInt(4), bytes));
                }
                handler.stream().requestWrite();
                assertThat(read(peer, expected.size())).isEqualTo(expected.toByteArray());
            }
            Await.until("all accounted for", () -> handler.written.get() == handler.pulled.get());
        }
    }

    @ParameterizedTest
    @EnumSource(Rig.Net.class)
    void emptyPullLeavesTheStreamIdleUntilTheNextRequest(Rig.Net net) throws Exception {
        try (Rig rig = new Rig(net).listen();
                SocketChannel peer = rig.plainPeer()) {
            TestHandler handler = rig.nextAccepted();
            handler.stream().requestWrite();
            Await.until("an empty pull", () -> handler.pulls.get() == 1);
            handler.append(ByteBuffer.allocate(0));
            handler.send(new byte[] {9});
            assertThat(read(peer, 1)).containsExactly(9);
            assertThat(handler.pulls).hasValue(2);
        }
    }
}
