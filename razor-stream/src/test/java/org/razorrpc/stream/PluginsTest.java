package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.CodecProvider;
import org.razorrpc.stream.spi.Transport;
import org.razorrpc.stream.spi.TransportProvider;

final class PluginsTest {
    private static final Plugins.Kind<CodecProvider> KIND =
            new Plugins.Kind<>("codec", CodecProvider.class, "some:artifact", "codecName(\"...\")");

    private record Provider(String name, int priority, String unavailableReason, boolean usableByPresence)
            implements CodecProvider {

        static Provider named(String name) {
            return new Provider(name, 0, null, true);
        }

        @Override
        public Codec create() {
            throw new AssertionError("not needed here");
        }
    }

    private record Scheme(String name, int priority, Set<String> schemes) implements TransportProvider {
        @Override
        public Transport create() {
            throw new AssertionError("not needed here");
        }
    }

    private static CodecProvider select(String name, Provider... found) {
        return KIND.select(List.of(found), name, CodecProvider::usableByPresence);
    }

    @Test
    void theOnlyOnePresentIsTaken() {
        Provider only = Provider.named("only");
        assertThat(select(null, only)).isSameAs(only);
    }

    @Test
    void noneIsAnErrorThatSaysWhatToAdd() {
        assertThatThrownBy(() -> select(null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no codec is present; add some:artifact to the class or module path");
    }

    @Test
    void twoWithoutANameAreAnErrorThatListsThem() {
        assertThatThrownBy(() -> select(null, Provider.named("b"), Provider.named("a")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("several codecs are present: a, b; name one by codecName(\"...\")");
    }

    @Test
    void aNamePicksOneOfSeveral() {
        Provider b = Provider.named("b");
        assertThat(select("b", Provider.named("a"), b)).isSameAs(b);
    }

    @Test
    void anUnknownNameIsAnErrorThatListsWhatWasFound() {
        assertThatThrownBy(() -> select("c", Provider.named("b"), Provider.named("a")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no codec is named \"c\"; found a, b; add some:artifact,"
                        + " or name one by codecName(\"...\")");
    }

    @Test
    void anUnavailableOneIsPassedOver() {
        Provider usable = Provider.named("usable");
        assertThat(select(null, new Provider("broken", 9, "no library", true), usable))
                .isSameAs(usable);
    }

    @Test
    void onlyAnUnavailableOneIsAnErrorWithItsReason() {
        assertThatThrownBy(() -> select(null, new Provider("broken", 0, "no library", true)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the only codec cannot be used here: broken (not available: no library)");
        assertThatThrownBy(() -> select("broken", new Provider("broken", 0, "no library", true)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("codec broken cannot be used here: broken (not available: no library)");
    }

    @Test
    void oneThatNeedsConsentIsUsedOnlyByName() {
        Provider consent = new Provider("kryo", 0, null, false);
        Provider other = Provider.named("msgpack");
        assertThat(select(null, consent, other)).isSameAs(other);
        assertThat(select("kryo", consent, other)).isSameAs(consent);
        assertThatThrownBy(() -> select(null, consent))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no codec is present; found kryo; add some:artifact, or name one by codecName(\"...\")");
    }

    @Test
    void theHigherPriorityWinsAmongEqualNames() {
        Provider high = new Provider("same", 2, null, true);
        assertThat(select(null, new Provider("same", 1, null, true), high)).isSameAs(high);
    }

    @Test
    void aTransportIsFoundByItsScheme() {
        Scheme tcp = new Scheme("tcp", 0, Set.of("tcp", "unix"));
        Scheme better = new Scheme("better", 1, Set.of("tcp"));
        assertThat(Plugins.forScheme(List.of(tcp, better), "unix")).isSameAs(tcp);
        assertThat(Plugins.forScheme(List.of(tcp, better), "tcp")).isSameAs(better);
        assertThatThrownBy(() -> Plugins.forScheme(List.of(tcp), "quic"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no transport for quic://; present are those for tcp://, unix://;"
                        + " add org.razorrpc:razor-transport-tcp for tcp:// and unix://");
    }

    @Test
    void anAddressWithoutSchemeIsRefused() {
        assertThatThrownBy(() -> Plugins.transport("localhost"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("address \"localhost\" has no scheme;"
                        + " it should look like tcp://host:port or unix:///path");
    }

    @Test
    void theInProcessTransportIsFoundOnTheClassPath() {
        assertThat(ServiceLoader.load(TransportProvider.class)).hasAtLeastOneElementOfType(MemTransportProvider.class);
        assertThat(Plugins.transport("mem://name")).isInstanceOf(MemTransport.class);
    }
}
