package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.razorrpc.stream.spi.Cancellable;
import org.razorrpc.stream.spi.NameListener;
import org.razorrpc.stream.spi.NameResolver;

/** The one name that every machine knows. */
@Timeout(60)
final class DnsResolverTest {
    private final InlineTestRuntime runtime = new InlineTestRuntime();
    private final List<List<String>> resolved = new ArrayList<>();
    private final List<Exception> failed = new ArrayList<>();
    private final NameListener listener = new NameListener() {
        @Override
        public void resolved(List<String> addresses) {
            resolved.add(addresses);
        }

        @Override
        public void failed(Exception cause) {
            failed.add(cause);
        }
    };

    private Cancellable watch(String name) {
        return Plugins.resolver(name).watch(runtime, name, Duration.ofSeconds(30), listener);
    }

    @Test
    void nameIsLookedUpOffTheCallersThreadAndAgainWhenRefreshIsDue() {
        Cancellable watch = watch("dns://localhost:4711");
        assertThat(resolved).isEmpty();
        runtime.runTasks();
        assertThat(resolved).hasSize(1);
        assertThat(resolved.getFirst()).contains("tcp://127.0.0.1:4711");
        runtime.advance(Duration.ofSeconds(61));
        assertThat(resolved).hasSize(3);
        watch.cancel();
        runtime.advance(Duration.ofSeconds(61));
        assertThat(resolved).hasSize(3);
        assertThat(runtime.timerCount()).isZero();
    }

    /** Reserved for names that do not exist. */
    @Test
    void lookUpThatFailsIsToldAndTriedAgain() {
        Cancellable watch = watch("dns://no-such-host.invalid:1");
        runtime.runTasks();
        assertThat(failed).hasSize(1);
        assertThat(runtime.timerCount()).isEqualTo(1);
        watch.cancel();
        assertThat(runtime.timerCount()).isZero();
    }

    @Test
    void nameOfAnotherFormIsAnErrorThatNamesIt() {
        for (String name : List.of("dns://localhost", "dns:localhost:1", "dns://:1", "dns://a b:1")) {
            assertThatThrownBy(() -> watch(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining("dns://host:port");
        }
        assertThatThrownBy(() -> watch("zookeeper://a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("zookeeper://")
                .hasMessageContaining("dns://");
        assertThatThrownBy(() -> watch("localhost")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void staticResolverTellsItsListOnce() {
        NameResolver.of(List.of("mem://a", "mem://b")).watch(runtime, "any", Duration.ofSeconds(1), listener);
        runtime.runTasks();
        assertThat(resolved).containsExactly(List.of("mem://a", "mem://b"));
        assertThat(runtime.timerCount()).isZero();
    }
}
