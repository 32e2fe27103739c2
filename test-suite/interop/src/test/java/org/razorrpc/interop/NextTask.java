package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.ClientTask;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/** Asks for the number after its own. */
final class NextTask implements ClientTask {
    private final MessageCodec<Long> numbers;
    private final long number;
    private final Tally tally;
    private long answer;

    NextTask(ClientCaller caller, long number, Tally tally) {
        this.numbers = caller.codec().of(Objects.requireNonNull(Actions.NEXT.requestType()));
        this.number = number;
        this.tally = tally;
    }

    @Override
    public Action<?, ?> action() {
        return Actions.NEXT;
    }

    @Override
    public void encode(WireBuffer out) {
        numbers.encode(number, out);
    }

    @Override
    public void decode(byte[] buf, int offset, int length) {
        answer = numbers.decode(buf, offset, length);
    }

    @Override
    public void done(@Nullable RpcException error) {
        tally.done(error == null && answer == number + 1);
    }

    /** Counts tasks and those that went wrong. */
    static final class Tally {
        private final CountDownLatch left;
        private final AtomicInteger wrong = new AtomicInteger();

        Tally(int tasks) {
            left = new CountDownLatch(tasks);
        }

        private void done(boolean right) {
            if (!right) {
                wrong.incrementAndGet();
            }
            left.countDown();
        }

        void awaitAll() throws InterruptedException {
            assertThat(left.await(50, TimeUnit.SECONDS)).as("all answered").isTrue();
            assertThat(wrong).as("failed, or the answer of another call").hasValue(0);
        }
    }
}
