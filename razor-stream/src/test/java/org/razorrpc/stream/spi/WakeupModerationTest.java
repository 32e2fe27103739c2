package org.razorrpc.stream.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WakeupModerationTest {

    private static final int BLOB = 64 << 10;
    private static final int WAITS = 200_000;

    /** What a wait takes until blobs are there; how many bytes these are. */
    private interface Traffic {
        long nanos(boolean rest);

        int bytes(boolean rest);
    }

    private long now = -1_000_000_000;
    private long looks;
    private final WakeupModeration moderation = new WakeupModeration(() -> {
        looks++;
        return now;
    });

    @Test
    void restsWhileThatBringsMore() {
        assertThat(shareOfRests(traffic(1.1))).isBetween(0.98, 0.999);
    }

    @Test
    void doesNotRestWhileThatBringsLess() {
        assertThat(shareOfRests(traffic(0.9))).isBetween(0.001, 0.02);
    }

    @Test
    void doesNotRestWhileThatMakesNoDifference() {
        assertThat(shareOfRests(traffic(1.0))).isLessThan(0.02);
    }

    @Test
    void noticesSoonThatRestsDoNotPayAnyMore() {
        shareOfRests(traffic(1.2));
        assertThat(shareOfRests(traffic(0.8))).isLessThan(0.05);
        assertThat(shareOfRests(traffic(0.8))).isLessThan(0.02);
    }

    @Test
    void noticesSoonThatRestsPayAgain() {
        shareOfRests(traffic(0.8));
        assertThat(shareOfRests(traffic(1.2))).isGreaterThan(0.95);
        assertThat(shareOfRests(traffic(1.2))).isGreaterThan(0.98);
    }

    @Test
    void aNewWinnerIsTriedAgainSoon() {
        int trial = 2 * WakeupModeration.DECISIVE_LEAD * WakeupModeration.ROUND;
        waits(traffic(1.2), trial);
        int rests = waits(traffic(0.8), 4 * trial);
        assertThat(rests).isBetween(trial / 2, 2 * trial);
    }

    @Test
    void isNotMisledByNoiseThatIsLargerThanTheGain() {
        assertThat(shareOfRests(noisy(1.2, 1.2))).isGreaterThan(0.88);
        assertThat(shareOfRests(noisy(1 / 1.2, 1.2))).isLessThan(0.1);
    }

    @Test
    void aRestInVainIsTheLastOneOfItsRoundAndTheRoundIsLostHoweverFast() {
        int rests = 0;
        int fast = 0;
        for (int i = 0; i < WAITS; i++) {
            if (moderation.isRestDue()) {
                rests++;
                assertThat(moderation.isRestDue()).as("after a rest in vain").isFalse();
                fast = WakeupModeration.ROUND;
            }
            now += fast-- > 0 ? 50_000 : 100_000;
            moderation.arrived(BLOB);
        }
        assertThat(rests).isBetween(3, WAITS / WakeupModeration.ROUND / 50);
    }

    @Test
    void restsGoOnThoughOneWasInVain() {
        shareOfRests(traffic(1.2));
        int rests = 0;
        for (int round = 0; round < 10_000; round++) {
            rests += waits(traffic(1.2), 5 * WakeupModeration.ROUND);
            if (moderation.isRestDue()) {
                assertThat(moderation.isRestDue()).isFalse();
            }
        }
        assertThat(rests / (50_000.0 * WakeupModeration.ROUND)).isGreaterThan(0.7);
    }

    @Test
    void looksAtTheClockOnceARound() {
        long before = looks;
        waits(traffic(1.2), WAITS);
        assertThat(looks - before).isEqualTo((WAITS - 1) / WakeupModeration.ROUND);
    }

    /** With rests blobs come that many times as fast, two at a time instead of one. */
    private static Traffic traffic(double gain) {
        return new Traffic() {
            @Override
            public long nanos(boolean rest) {
                return rest ? Math.round(100_000 / gain) : 50_000;
            }

            @Override
            public int bytes(boolean rest) {
                return rest ? 2 * BLOB : BLOB;
            }
        };
    }

    /** Rounds take up to so much more or less time, half of it each. */
    private static Traffic noisy(double gain, double noise) {
        Traffic steady = traffic(gain);
        Random random = new Random(1);
        return new Traffic() {
            private int count;
            private double factor = 1;

            @Override
            public long nanos(boolean rest) {
                if (count++ % WakeupModeration.ROUND == 0) {
                    factor = 1 + noise * (random.nextDouble() - 0.5);
                }
                return Math.round(steady.nanos(rest) * factor);
            }

            @Override
            public int bytes(boolean rest) {
                return steady.bytes(rest);
            }
        };
    }

    private double shareOfRests(Traffic traffic) {
        return (double) waits(traffic, WAITS) / WAITS;
    }

    /** Returns how many of them began with a rest. */
    private int waits(Traffic traffic, int count) {
        int rests = 0;
        for (int i = 0; i < count; i++) {
            boolean rest = moderation.isRestDue();
            rests += rest ? 1 : 0;
            now += traffic.nanos(rest);
            moderation.arrived(traffic.bytes(rest));
        }
        return rests;
    }
}
