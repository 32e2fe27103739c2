package org.razorrpc.runtime.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.spi.ListenConfig;
import org.razorrpc.stream.spi.Listener;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.SocketOptions;

@Timeout(60)
class ListenTest {

    private static ListenConfig on(Path path) {
        return new ListenConfig(UnixDomainSocketAddress.of(path), 16, 1000, false, SocketOptions.DEFAULT, null);
    }

    private static void staleSocket(Path path) throws IOException {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(Files.exists(path)).isTrue();
    }

    @Test
    void anySecondHoldsAtMostTheAllowedAccepts() {
        AcceptRate rate = new AcceptRate(3, 0);
        for (int i = 0; i < 3; i++) {
            assertThat(rate.delayNanos(100 + i)).isLessThanOrEqualTo(0);
            rate.count(100 + i);
        }
        assertThat(rate.delayNanos(103)).isEqualTo(999_999_997);
        assertThat(rate.delayNanos(1_000_000_100)).isZero();
        rate.count(1_000_000_100);
        assertThat(rate.delayNanos(1_000_000_100)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("org.razorrpc.runtime.netty.Rig#transports")
    void filesThatAreNoSocketsAreLeftAlone(NettyConfig.Transport transport, @TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "precious");
        Path stale = directory.resolve("stale");
        staleSocket(stale);
        Path link = Files.createSymbolicLink(directory.resolve("link"), stale);
        Path folder = Files.createDirectory(directory.resolve("folder"));
        try (RpcRuntime runtime = Rig.runtime(transport, 1)) {
            for (Path path : List.of(file, link, folder)) {
                assertThatThrownBy(() -> runtime.listen(on(path), stream -> null))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(path.toString());
            }
        }
        assertThat(file).hasContent("precious");
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(folder).isDirectory();
        assertThat(Files.exists(stale)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("org.razorrpc.runtime.netty.Rig#transports")
    void closeLeavesAFileThatTookThePlaceOfOurs(NettyConfig.Transport transport, @TempDir Path directory)
            throws Exception {
        Path path = directory.resolve("socket");
        try (RpcRuntime runtime = Rig.runtime(transport, 1)) {
            Listener listener = runtime.listen(on(path), stream -> null);
            Files.delete(path);
            Files.writeString(path, "somebody else's");
            listener.close();
        }
        assertThat(path).hasContent("somebody else's");
    }

    /** More peers than the server has descriptors: those that fit are served, and once they have gone, so are new ones. */
    @ParameterizedTest
    @MethodSource("org.razorrpc.runtime.netty.Rig#transports")
    void listenerSurvivesRunningOutOfDescriptors(NettyConfig.Transport transport) throws Exception {
        Rig.assumePermitted(transport);
        String command = "ulimit -n 100; exec \"$0\" \"$@\"";
        Process server = new ProcessBuilder(
                        "bash",
                        "-c",
                        command,
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.razorrpc.runtime.netty.EchoServer",
                        transport.name())
                .redirectErrorStream(true)
                .start();
        List<SocketChannel> peers = new ArrayList<>();
        try (BufferedReader said = server.inputReader()) {
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(said.readLine()));
            for (int i = 0; i < 150; i++) {
                peers.add(SocketChannel.open(address));
            }
            assertThat(said.readLine()).contains("cannot accept").contains("Too many open files");
            echo(peers.get(0));
            for (SocketChannel peer : peers) {
                peer.close();
            }
            for (int i = 0; i < 10; i++) {
                try (SocketChannel peer = SocketChannel.open(address)) {
                    echo(peer);
                }
            }
        } finally {
            server.destroyForcibly();
            for (SocketChannel peer : peers) {
                peer.close();
            }
        }
    }

    private static void echo(SocketChannel peer) throws IOException {
        peer.write(ByteBuffer.wrap(new byte[] {1}));
        assertThat(peer.read(ByteBuffer.allocate(1))).isEqualTo(1);
    }
}
