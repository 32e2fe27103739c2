package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.razorrpc.stream.AddressState;
import org.razorrpc.stream.CallOptions;
import org.razorrpc.stream.ClientPool;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.Strategy;

/** R8: a server falls silent and its connections stay: its process is stopped, or the network swallows what is sent. */
@Timeout(120)
class SilentPeerTest extends PoolFixture {
    private static final int CALLERS = 8;
    private static final int TIMES = Score.of(1, 20);
    private static final Duration BOUND = Duration.ofSeconds(16);

    private interface Step {
        void run() throws Exception;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void callsLeaveAStoppedProcessAndComeBack() throws Exception {
        ServerProcess process = opened(ServerProcess.start(stack.runtimeName()));
        leaveAndComeBack("stopped", process.address, process.address, process::pause, process::resume);
    }

    @Test
    void callsLeaveABlackHoleAndComeBack() throws Exception {
        Member member = opened(Member.start(Ports.address(), serverRuntime, codec));
        FaultProxy proxy = opened(new FaultProxy(member.address, 0, TimeUnit.HOURS.toMillis(1)));
        leaveAndComeBack(
                "black-holed", proxy.address(), member.address, () -> proxy.swallow(true), () -> proxy.swallow(false));
    }

    /**
     * @param there where calls go
     * @param name what the server there calls itself
     */
    private void leaveAndComeBack(String how, String there, String name, Step silence, Step heal) throws Exception {
        String well = startMembers(1).getFirst();
        clientConfig
                .pingAfter(Duration.ofMillis(200))
                .pingTimeout(Duration.ofMillis(300))
                .timeout(Duration.ofSeconds(60));
        FailoverPool pool = failoverPool(Strategy.ROUND_ROBIN, List.of(there, well));
        try (Load idempotent = Load.start(pool, Member.WHO.asIdempotent(), CALLERS);
                Load others = Load.start(pool, Member.WHO, CALLERS)) {
            for (int i = 0; i < TIMES; i++) {
                int before = idempotent.answeredBy(name);
                await().until(() -> idempotent.answeredBy(name) > before + 100);
                silence.run();
                await().until(() -> state(pool.snapshot(), there) != AddressState.CLOSED);
                awaitCallsGoElsewhere(others, well);
                heal.run();
                awaitState(pool, there, AddressState.CLOSED);
            }
            idempotent.stop();
            others.stop();
            check(idempotent, others, there);
            new Score(
                            "R8 silent peer, " + stack,
                            0,
                            2 * CALLERS + " callers, " + idempotent.answered() + " idempotent calls and "
                                    + others.answered() + " others answered",
                            TIMES + " times " + how,
                            others.failures.size() + " calls failed within "
                                    + TimeUnit.NANOSECONDS.toMillis(others.longestNanos.get())
                                    + " ms, none of the idempotent ones, new calls went elsewhere")
                    .print();
        }
    }

    private static void awaitCallsGoElsewhere(Load load, String well) {
        // Those that were under way when the address was found to be silent fail a moment later.
        int under = load.failures.size() + CALLERS;
        int before = load.answeredBy(well);
        await().until(() -> load.answeredBy(well) > before + 500);
        assertThat(load.failures).hasSizeLessThanOrEqualTo(under);
    }

    private static void check(Load idempotent, Load others, String there) {
        assertThat(idempotent.failures).isEmpty();
        assertThat(others.failures).allSatisfy(failure -> {
            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(failure.attempts().getLast().address()).isEqualTo(there);
        });
        assertThat(Duration.ofNanos(idempotent.longestNanos.get())).isLessThan(BOUND);
        assertThat(Duration.ofNanos(others.longestNanos.get())).isLessThan(BOUND);
    }

    @Test
    void aCallToABlackHoleEndsByItsDeadlineThoughNothingElseIsThere() throws Exception {
        Member member = opened(Member.start(Ports.address(), serverRuntime, codec));
        FaultProxy proxy = opened(new FaultProxy(member.address, 0, TimeUnit.HOURS.toMillis(1)));
        ClientPool pool = clientPool(proxy.address());
        assertThat(pool.call(Member.WHO, new Note(1, "")).text()).isEqualTo(member.address);
        proxy.swallow(true);
        long began = System.nanoTime();
        RpcException failure = catchThrowableOfType(
                RpcException.class,
                () -> pool.call(
                        Member.WHO.asIdempotent(),
                        new Note(2, ""),
                        CallOptions.NONE.withTimeout(Duration.ofMillis(500))));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofMillis(500), BOUND);
        assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
    }
}
