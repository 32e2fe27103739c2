package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/** What the crates write, byte for byte, without razor's transport between. */
@Timeout(60)
class WireBytesTest {
    private static final int REQUEST_HEADER = 32;
    private static final int RESPONSE_HEADER = 20;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void bothCodecsWriteTheSameBytes(int number) throws Exception {
        MessageCodec<Shapes> shapes = InteropTest.codec().of(Shapes.class);
        WireBuffer out = new WireBuffer(1 << 20);
        shapes.encode(Samples.ALL.get(number), out);
        String written = HexFormat.of().formatHex(out.array(), 0, out.position());
        assertThat(written.equals(Peer.output("encode", Integer.toString(number))))
                .as("the bytes of sample %d are the same", number)
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void theRustServerStillAnswersAsRecorded(PeerBuild.Crates crates, @TempDir Path directory) throws Exception {
        Recording.makeFile(directory);
        try (Peer server = Peer.start(crates.program(), "server", "127.0.0.1:0", "127.0.0.1:0", directory.toString())) {
            String streamAddress = server.line();
            String apiAddress = server.line();
            Recording.stream().playClient(streamAddress);
            Recording.api().playClient(apiAddress);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theRustClientStillSendsWhatIsRecorded(PeerBuild.Crates crates) throws Exception {
        try (ServerSocketChannel listener = Recording.listen("127.0.0.1:0")) {
            String address = Recording.address(listener);
            CompletableFuture<Void> server = Recording.stream().playServer(listener);
            Peer.output(crates.program(), "client", address, "recorded");
            server.get(10, TimeUnit.SECONDS);
            CompletableFuture<Void> apiServer = Recording.api().playServer(listener);
            Peer.output(crates.program(), "api", address);
            apiServer.get(10, TimeUnit.SECONDS);
        }
    }

    /** razor's server closes a connection whose seq does not grow. */
    @Test
    void aRustClientsSeqGrowsByOneFromOneOn() throws Exception {
        int calls = 20_000;
        int pings = 20;
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Peer client = Peer.start(
                        "client", "127.0.0.1:" + listener.getLocalPort(), "pipeline", Integer.toString(calls), "128");
                Socket connection = listener.accept()) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(connection.getInputStream()));
            OutputStream out = connection.getOutputStream();
            for (long seq = 1; seq <= calls + pings; seq++) {
                out.write(answer(in, seq));
            }
            assertThat(client.rest()).isEqualTo(calls + " answered");
        }
    }

    /** Reads a request, which must have this seq, and returns its answer. */
    private static byte[] answer(DataInputStream in, long seq) throws IOException {
        byte[] bytes = new byte[REQUEST_HEADER];
        in.readFully(bytes);
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(header.getLong(8)).as("seq").isEqualTo(seq);
        int messageLength = header.getInt(24);
        byte[] message = in.readNBytes(messageLength);
        ByteBuffer response = ByteBuffer.allocate(RESPONSE_HEADER + 9).order(ByteOrder.LITTLE_ENDIAN);
        response.putShort((short) 19749).put((byte) 1).put((byte) 0);
        boolean ping = header.getInt(4) == 0;
        response.putInt(ping ? 0 : 9).putLong(seq).putInt(0);
        if (!ping) {
            response.put((byte) 0xcf).order(ByteOrder.BIG_ENDIAN).putLong(number(message) + 1);
        }
        return Arrays.copyOf(response.array(), response.position());
    }

    private static long number(byte[] message) {
        return (Long) InteropTest.codec().of(Long.class).decode(message, 0, message.length);
    }
}
