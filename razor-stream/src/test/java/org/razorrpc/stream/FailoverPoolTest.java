package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.razorrpc.stream.spi.NameResolver;

/** What concerns addresses that are no good; how calls fare is simulated elsewhere. */
@Timeout(60)
final class FailoverPoolTest {
    @AutoClose
    private final PoolFixture fixture = new PoolFixture();

    private FailoverConfig.Builder config() {
        return FailoverConfig.builder().pool(fixture.config());
    }

    private FailoverPool pool(FailoverConfig.Builder config, String... addresses) {
        return fixture.opened(FailoverPool.create(List.of(addresses), config.build()));
    }

    @Test
    void poolWithoutAddressesOrWithOneThatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> FailoverPool.create(List.of(), config().build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one address");
        assertThatThrownBy(() -> FailoverPool.create(List.of("mem://a", "nowhere"), config().build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"nowhere\"");
    }

    @Test
    void addressesThatMakeNoSenseChangeNothing() {
        FailoverPool pool = pool(config(), "mem://a", "mem://b");
        assertThatThrownBy(() -> pool.updateAddresses(List.of("mem://c", "nowhere")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(pool.addresses()).containsExactly("mem://a", "mem://b");
    }

    @Test
    void addressThatIsGivenTwiceIsThereOnce() {
        FailoverPool pool = pool(config(), "mem://a", "mem://b", "mem://a");
        assertThat(pool.addresses()).containsExactly("mem://a", "mem://b");
    }

    @Test
    void callWhoseAddressIsTakenOutWhileItWaitsThereSpendsNoAttempt() {
        fixture.pool.maxAttempts(1);
        FailoverPool pool = pool(config(), "mem://nobody");
        CompletableFuture<String> call = pool.callAsync(PoolFixture.ECHO, "x");
        pool.updateAddresses(List.of(fixture.address));
        fixture.run();
        fixture.answerAll();
        assertThat(call).isCompletedWithValue("x");
    }

    @Test
    void redirectToAnAddressThatMakesNoSenseFailsTheCallWithItsOwnError() {
        FailoverPool pool = pool(config().redirects(error -> Redirect.goTo("nowhere")), fixture.address);
        CompletableFuture<String> call = fixture.call(pool, "x");
        fixture.unanswered.removeFirst().responder().text("ask somebody else");
        fixture.run();
        RpcException failure = PoolFixture.failure(call);
        assertThat(failure.code()).isEqualTo(ErrorCode.TEXT);
        assertThat(failure).hasMessage("ask somebody else");
        assertThat(failure.attempts()).hasSize(1);
        assertThat(pool.addresses()).containsExactly(fixture.address);
    }

    @Test
    void ruleThatThrowsSaysNothing() {
        FailoverPool pool = pool(
                config().redirects(error -> {
                    throw new IllegalStateException("a rule that fails");
                }),
                fixture.address);
        CompletableFuture<String> call = fixture.call(pool, "x");
        fixture.unanswered.removeFirst().responder().text("no");
        fixture.run();
        assertThat(PoolFixture.failure(call)).hasMessage("no");
    }

    @Test
    void resolvedAddressThatMakesNoSenseIsLeftOut() {
        FailoverPool pool = fixture.opened(FailoverPool.create(
                "any:name",
                config().resolver(NameResolver.of(List.of("nowhere", fixture.address)))
                        .build()));
        fixture.run();
        assertThat(pool.addresses()).containsExactly(fixture.address);
    }

    @Test
    void resolverOfAnotherArtifactIsFoundByTheSchemeOfTheName() {
        FailoverPool pool =
                fixture.opened(FailoverPool.create("listed:mem://nobody," + fixture.address, config().build()));
        CompletableFuture<String> call = fixture.call(pool, "x");
        fixture.runtime.advance(Duration.ofSeconds(1));
        fixture.answerAll();
        assertThat(call).isCompletedWithValue("x");
        assertThat(pool.addresses()).containsExactly("mem://nobody", fixture.address);
    }

    @Test
    void nameWithoutAResolverIsAnErrorThatSaysWhatThereIs() {
        assertThatThrownBy(() -> FailoverPool.create("zookeeper://a", config().build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("dns://");
    }
}
