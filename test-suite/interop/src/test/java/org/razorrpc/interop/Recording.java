package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A conversation of the crates' client with the crates' server, frame by frame, one call at a time. */
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

    /** Takes the client's part: the server at this address must answer as it did then. */
    void playClient(String address) throws IOException {
        String[] hostAndPort = address.split(":");
        try (Socket server = new Socket(hostAndPort[0], Integer.parseInt(hostAndPort[1]))) {
            for (Exchange exchange : exchanges) {
                server.getOutputStream().write(HexFormat.of().parseHex(exchange.request));
                assertNext(server, exchange.response);
            }
        }
    }

    /** Takes the server's part for one connection: the client must send what it did then. Ends after the last response. */
    CompletableFuture<Void> playServer(ServerSocket listener) {
        return CompletableFuture.runAsync(
                () -> {
                    try (Socket client = listener.accept()) {
                        for (Exchange exchange : exchanges) {
                            assertNext(client, exchange.request);
                            client.getOutputStream().write(HexFormat.of().parseHex(exchange.response));
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                THREADS);
    }

    private static void assertNext(Socket peer, String frame) throws IOException {
        byte[] bytes = peer.getInputStream().readNBytes(frame.length() / 2);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(frame);
    }

    static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
