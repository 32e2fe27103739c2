package org.razorrpc.runtime.loom;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, tcp://127.0.0.1:80",
        "::1, tcp://[::1]:80",
        "::, tcp://[::]:80",
        "2001:db8::, tcp://[2001:db8::]:80",
        "2001:db8:0:1:1:1:1:1, tcp://[2001:db8:0:1:1:1:1:1]:80",
        "2001:0:0:1:0:0:0:1, tcp://[2001:0:0:1::1]:80",
        "2001:db8:0:0:1:0:0:1, tcp://[2001:db8::1:0:0:1]:80",
        "1:2:3:4:5:6:7:8, tcp://[1:2:3:4:5:6:7:8]:80",
    })
    void numbersAreWrittenShortestAndIPv6InBrackets(String host, String text) throws UnknownHostException {
        assertThat(Addresses.text(new InetSocketAddress(InetAddress.getByName(host), 80)))
                .isEqualTo(text);
    }

    @Test
    void namesAndPathsStay() {
        assertThat(Addresses.text(InetSocketAddress.createUnresolved("host.invalid", 1)))
                .isEqualTo("tcp://host.invalid:1");
        assertThat(Addresses.text(UnixDomainSocketAddress.of("/run/x"))).isEqualTo("unix:///run/x");
    }
}
