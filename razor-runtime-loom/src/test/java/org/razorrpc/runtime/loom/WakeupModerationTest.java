package org.razorrpc.runtime.loom;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WakeupModerationTest {

    private final WakeupModeration moderation = new WakeupModeration();

    @Test
    void restsForAsLongAsEachRestBringsSomething() {
        goodRests(1000);
    }

    @Test
    void afterRestsThatBringNothingMoreAndMoreAreLeftOut() {
        assertThat(moderation.isRestDue()).isTrue();
        for (int leftOut : new int[] {1, 3, 7, 15, 31, 63, 127, 255, 511, 1023, 1024, 1024}) {
            assertThat(waitsUntilARest()).isEqualTo(1 + leftOut);
        }
    }

    @Test
    void afterAGoodRunARestThatBringsNothingIsAnAccident() {
        leaveOutMany();
        goodRests(WakeupModeration.GOOD_RUN);
        assertThat(moderation.isRestDue()).isTrue();
        assertThat(waitsUntilARest()).isEqualTo(2);
    }

    @Test
    void aShorterRunIsNotGood() {
        leaveOutMany();
        goodRests(WakeupModeration.GOOD_RUN - 1);
        assertThat(moderation.isRestDue()).isTrue();
        assertThat(waitsUntilARest()).isEqualTo(1 + WakeupModeration.MOST_LEFT_OUT);
    }

    @Test
    void leavesRestsOutWhenNothingFollowedSomeWrites() {
        for (int i = 1; i < WakeupModeration.WRITES_WITHOUT_MORE; i++) {
            moderation.written();
            goodRests(1);
        }
        moderation.written();
        assertThat(moderation.isRestDue()).isFalse();
    }

    @Test
    void goesOnWhenSomethingFollowedOneOfThem() {
        for (int i = 0; i < 100; i++) {
            moderation.written();
            if (i % WakeupModeration.WRITES_WITHOUT_MORE == 0) {
                moderation.arrived();
            }
            goodRests(1);
        }
    }

    private void goodRests(int count) {
        for (int i = 0; i < count; i++) {
            assertThat(moderation.isRestDue()).as("rest %s", i).isTrue();
            moderation.arrived();
        }
    }

    /** Then rests are due again, and no run has begun. */
    private void leaveOutMany() {
        for (int i = 0; i < 12; i++) {
            waitsUntilARest();
        }
        // The last rest brings nothing, either.
        for (int i = 0; i <= WakeupModeration.MOST_LEFT_OUT; i++) {
            assertThat(moderation.isRestDue()).isFalse();
        }
    }

    /** After one that has brought nothing. The wait in which that shows counts. */
    private int waitsUntilARest() {
        int waits = 0;
        while (!moderation.isRestDue()) {
            waits++;
        }
        return waits;
    }
}
