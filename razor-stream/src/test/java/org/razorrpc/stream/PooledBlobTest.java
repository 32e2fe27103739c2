package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The blob of a call that finds the outgoing bytes over their mark, though there was a place for it: another call came between.
 * Its owner hears of the release once, when no attempt will read it any more.
 */
@Timeout(60)
final class PooledBlobTest {
    private static final Duration LONGEST_BACKOFF = Duration.ofMillis(200);

    @AutoClose
    private final PoolFixture fixture = new PoolFixture();

    private final PoolFixture.Task task = new PoolFixture.Task("with a blob");
    private final PoolFixture.Task rival = new PoolFixture.Task("rival");
    private final List<Integer> waiting = new ArrayList<>();
    private ClientPool pool;

    @BeforeEach
    void openConnection() {
        fixture.client.highWaterMark(1).lowWaterMark(1);
        fixture.pool.maxConnections(1);
        pool = fixture.create();
        fixture.call(pool, "opens");
        fixture.answerAll();
        task.idempotent = true;
        task.blob = "blob".getBytes(StandardCharsets.UTF_8);
    }

    /** The rival takes the room between the next call's place and its write. {@code then} runs before any of that is read. */
    private void fillBeforeTheNextWrite(Runnable then) {
        fixture.codec.beforeWrite = () -> {
            fixture.codec.beforeWrite = () -> {};
            fixture.runtime.execute(() -> {
                waiting.add(pool.snapshot().addresses().getFirst().waiting());
                then.run();
            });
            assertThat(pool.offer(rival)).isTrue();
        };
    }

    private void failAttempt() {
        PoolFixture.Answer attempt = fixture.unanswered.removeLast();
        assertThat(attempt.request()).isEqualTo("with a blob");
        assertThat(attempt.blob()).isEqualTo("blob");
        attempt.responder().fail(new IllegalStateException("out of order"));
        fixture.runtime.advance(LONGEST_BACKOFF);
    }

    private void offer() {
        assertThat(pool.offer(task)).isTrue();
        fixture.run();
    }

    @Test
    void blobOfARetryThatFoundNoRoomIsSentWholeAndReleasedAtTheEnd() {
        offer();
        fillBeforeTheNextWrite(() -> {});
        failAttempt();
        assertThat(waiting).containsExactly(1);
        failAttempt();
        assertThat(task.ends).isEmpty();
        PoolFixture.Answer third = fixture.unanswered.getLast();
        assertThat(third.blob()).isEqualTo("blob");
        fixture.answerAll();
        assertThat(task.ends).containsExactlyInAnyOrder("ok", "released");
        assertThat(rival.ends).containsExactly("ok");
    }

    @Test
    void blobOfARetryThatFoundNoRoomIsReleasedWhenTheCallEndsInTheLine() {
        offer();
        fillBeforeTheNextWrite(() -> {
            assertThat(task.ends).isEmpty();
            pool.close();
        });
        failAttempt();
        assertThat(waiting).containsExactly(1);
        assertThat(task.ends).containsExactlyInAnyOrder("UNREACHABLE/UNKNOWN", "released");
    }

    @Test
    void blobOfAnOfferThatFoundNoRoomStaysItsOwners() {
        fillBeforeTheNextWrite(() -> {});
        assertThat(pool.offer(task)).isFalse();
        fixture.run();
        fixture.answerAll();
        assertThat(task.ends).isEmpty();
        assertThat(rival.ends).containsExactly("ok");
        offer();
        fixture.answerAll();
        assertThat(task.ends).containsExactlyInAnyOrder("ok", "released");
    }
}
