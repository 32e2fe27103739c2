package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A conversation of the crates' client with the crates' server, frame by frame, one call at a time. Addresses are written as in
 * Rust: {@code host:port}, or the path of a Unix socket.
 */
record Recording(List<Exchange> exchanges) {
    private static final Executor THREADS = Thread::startVirtualThread;

    /** A request and its response, in hex. */
    record Exchange(String request, String response) {}

    /** Through the stream interface. */
    static Recording stream() {
        return of("recorded-stream.txt");
    }

    /** Through the API interface. */
    static Recording api() {
        return of("recorded-api.txt");
    }

    private static Recording of(String name) {
        try (InputStream in = Recording.class.getResourceAsStream("/" + name)) {
            String text = new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.US_ASCII);
            return new Recording(text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .map(frames -> new Exchange(frames[0], frames[1]))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the one file that the server had in its directory. */
    static void makeFile(Path directory) throws IOException {
        Files.writeString(directory.resolve("a.txt"), "hello");
    }

    /** Takes the client's part: the server at this address must answer as it did then. */
    void playClient(String address) throws IOException {
        try (SocketChannel server = SocketChannel.open(socketAddress(address))) {
            for (Exchange exchange : exchanges) {
                send(server, exchange.request);
                assertNext(server, exchange.response);
            }
        }
    }

    /** Takes the server's part for one connection: the client must send what it did then. Ends after the last response. */
    CompletableFuture<Void> playServer(ServerSocketChannel listener) {
        return CompletableFuture.runAsync(
                () -> {
                    try (SocketChannel client = listener.accept()) {
                        for (Exchange exchange : exchanges) {
                            assertNext(client, exchange.request);
                            send(client, exchange.response);
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                THREADS);
    }

    private static void send(SocketChannel peer, String frame) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(frame));
        while (bytes.hasRemaining()) {
            peer.write(bytes);
        }
    }

    private static void assertNext(SocketChannel peer, String frame) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(frame.length() / 2);
        while (bytes.hasRemaining() && peer.read(bytes) >= 0) {
            // A frame comes in any number of pieces.
        }
        assertThat(HexFormat.of().formatHex(bytes.array(), 0, bytes.position())).isEqualTo(frame);
    }

    static ServerSocketChannel listen(String address) throws IOException {
        SocketAddress local = socketAddress(address);
        boolean unix = local instanceof UnixDomainSocketAddress;
        return ServerSocketChannel.open(unix ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET)
                .bind(local);
    }

    /** Where that one listens. */
    static String address(ServerSocketChannel listener) throws IOException {
        SocketAddress local = listener.getLocalAddress();
        return local instanceof InetSocketAddress inet ? "127.0.0.1:" + inet.getPort() : local.toString();
    }

    private static SocketAddress socketAddress(String address) {
        if (address.startsWith("/")) {
            return UnixDomainSocketAddress.of(address);
        }
        String[] hostAndPort = address.split(":");
        return new InetSocketAddress(hostAndPort[0], Integer.parseInt(hostAndPort[1]));
    }
}
