package org.razorrpc.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.razorrpc.stream.spi.TransportProvider;

class SocketAddressesTest {

    @ParameterizedTest
    @CsvSource({
        "tcp://127.0.0.1:80, 127.0.0.1, 80",
        "tcp://example.org:65535, example.org, 65535",
        "tcp://my_service.ns-1:0, my_service.ns-1, 0",
        "tcp://localhost:7000, localhost, 7000"
    })
    void namesAndNumbersStayUnresolved(String address, String host, int port) {
        assertThat(SocketAddresses.parse(address)).isEqualTo(InetSocketAddress.createUnresolved(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://[::1]:81", "tcp://[0:0:0:0:0:0:0:1]:81"})
    void ipv6StandsInBrackets(String address) {
        InetSocketAddress parsed = (InetSocketAddress) SocketAddresses.parse(address);
        assertThat(parsed.getAddress()).isInstanceOf(Inet6Address.class);
        assertThat(parsed.getAddress().isLoopbackAddress()).isTrue();
        assertThat(parsed.getPort()).isEqualTo(81);
    }

    @ParameterizedTest
    @CsvSource({
        "unix:///run/a.sock, /run/a.sock",
        "unix:///run/a b.sock, /run/a b.sock",
        "unix:///run/a%20b%2Fc.sock, /run/a b/c.sock",
        "unix:///run/1+1.sock, /run/1+1.sock",
        "unix:///run/h%C3%A9.sock, /run/hé.sock",
        "unix:///run/what?#x.sock, /run/what?#x.sock"
    })
    void unixPathsMayHaveEscapesAndSpaces(String address, String path) {
        assertThat(SocketAddresses.parse(address)).isEqualTo(UnixDomainSocketAddress.of(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:80",
                "http://localhost:80",
                "tcp:localhost:80",
                "tcp://localhost",
                "tcp://localhost:",
                "tcp://:80",
                "tcp://localhost:65536",
                "tcp://localhost:-1",
                "tcp://localhost:80/path",
                "tcp://user@localhost:80",
                "tcp://::1:80",
                "tcp://[::1]",
                "tcp://[::g]:80",
                "tcp://[1.2.3.4]:80",
                "tcp://[localhost]:80",
                "tcp://local host:80",
                "tcp://localhost:80 ",
                "unix://",
                "unix:///",
                "unix://relative.sock",
                "unix:/run/a.sock",
                "unix:///run/%zz",
                "unix:///run/%4",
                "unix:///run/%ff",
                "unix:///run/%00"
            })
    void malformedAddressIsNamedWithTheExpectedForm(String address) {
        assertThatThrownBy(() -> SocketAddresses.parse(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + address + "\"")
                .hasMessageContaining("tcp://host:port")
                .hasMessageContaining("unix:///path");
    }

    @Test
    void onlyThePortIsReplaced() {
        assertThat(SocketAddresses.withPort("tcp://[::1]:0", 4711)).isEqualTo("tcp://[::1]:4711");
    }

    @Test
    void serviceLoaderFindsTheProvider() {
        assertThat(ServiceLoader.load(TransportProvider.class))
                .filteredOn(provider -> provider instanceof TcpTransportProvider)
                .singleElement()
                .satisfies(provider -> {
                    assertThat(provider.name()).isEqualTo("tcp");
                    assertThat(provider.schemes()).containsExactlyInAnyOrder("tcp", "unix");
                    assertThat(provider.create()).isNotNull();
                });
    }

    @Test
    void anAddressOfTheRuntimeIsWrittenAsUsersWriteIt() {
        Path path = Path.of("/run/50%/a b.sock");
        String address = SocketAddresses.escaped("unix://" + path);
        assertThat(SocketAddresses.parse(address)).isEqualTo(UnixDomainSocketAddress.of(path));
        assertThat(SocketAddresses.escaped("tcp://[fe80::1%2]:80")).isEqualTo("tcp://[fe80::1%2]:80");
    }
}
