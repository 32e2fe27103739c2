package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.ShutdownReport;
import org.razorrpc.stream.Strategy;

/** R10: two servers are restarted in turn by an orderly shutdown, and no caller notices. */
@Timeout(120)
class ShutdownUnderLoadTest extends PoolFixture {
    private static final int CALLERS = 16;
    private static final int SHUTDOWNS = Score.of(10, 50);
    private static final Duration BOUND = Duration.ofSeconds(SECONDS);

    @Test
    @EnabledOnOs(OS.LINUX)
    void shutdownFailsNoCallWhereAnotherServerIs() throws Exception {
        long socketsBefore = socketsOnceWarm();
        FailoverPool pool = failoverPool(Strategy.ROUND_ROBIN, startMembers(2));
        Duration slowest = Duration.ZERO;
        int answered;
        try (Load load = Load.start(pool, Member.WHO, CALLERS)) {
            members.forEach(member -> awaitAnswers(load, member));
            for (int i = 0; i < SHUTDOWNS; i++) {
                Member member = members.get(i % 2);
                ShutdownReport report = member.server().shutdown(BOUND);
                assertThat(report.clean()).as("%s", report).isTrue();
                slowest = slowest.compareTo(report.took()) < 0 ? report.took() : slowest;
                awaitAnswers(load, members.get((i + 1) % 2));
                member.start();
                awaitAnswers(load, member);
            }
            load.stop();
            assertThat(load.failures).isEmpty();
            answered = load.answered();
        }
        assertThat(slowest).isLessThan(BOUND);
        assertThat(pool.shutdown(BOUND).clean()).isTrue();
        members.forEach(Member::close);
        await().untilAsserted(() -> assertThat(Held.now().sockets()).isLessThanOrEqualTo(socketsBefore));
        new Score(
                        "R10 shutdown under load, " + stack,
                        0,
                        CALLERS + " callers, " + answered + " calls, none idempotent",
                        SHUTDOWNS + " shutdowns",
                        "0 failed, a shutdown took at most " + slowest.toMillis() + " ms, no socket left")
                .print();
    }

    /** The JDK and the runtimes have a few for themselves, from their first use on. */
    private long socketsOnceWarm() throws Exception {
        try (Member member = Member.start(Ports.address(), serverRuntime, codec)) {
            FailoverPool pool = failoverPool(Strategy.ROUND_ROBIN, List.of(member.address));
            pool.call(Member.WHO, new Note(1, ""));
            assertThat(pool.shutdown(BOUND).clean()).isTrue();
            await().until(() -> member.server().stats().connections() == 0);
        }
        return Held.now().sockets();
    }

    private static void awaitAnswers(Load load, Member from) {
        int before = load.answeredBy(from.address);
        await().until(() -> load.answeredBy(from.address) > before + 100);
    }
}
