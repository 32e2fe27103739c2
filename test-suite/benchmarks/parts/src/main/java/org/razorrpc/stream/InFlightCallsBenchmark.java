package org.razorrpc.stream;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.razorrpc.stream.spi.WireBuffer;

/** The table of calls in flight: a window of calls entered, then taken out in order. */
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class InFlightCallsBenchmark {
    private static final int WINDOW = 128;

    private final InFlightCalls calls = new InFlightCalls(WINDOW);
    private final ClientTask task = new NoTask();
    /** Slow: it sends a later call to the table's map again and again. */
    private final InFlightCalls withSlowCall = new InFlightCalls(WINDOW);

    private long seq;
    private long otherSeq = 1;

    @Setup
    public void prepare() {
        withSlowCall.add(1, task, Long.MAX_VALUE);
    }

    @Benchmark
    @OperationsPerInvocation(WINDOW)
    public void addAndTake(Blackhole taken) {
        seq = window(calls, seq, taken);
    }

    @Benchmark
    @OperationsPerInvocation(WINDOW)
    public void addAndTakeBesideASlowCall(Blackhole taken) {
        otherSeq = window(withSlowCall, otherSeq, taken);
    }

    private long window(InFlightCalls table, long last, Blackhole taken) {
        for (int i = 1; i <= WINDOW; i++) {
            table.add(last + i, task, Long.MAX_VALUE);
        }
        for (int i = 1; i <= WINDOW; i++) {
            taken.consume(table.take(last + i));
        }
        return last + WINDOW;
    }

    private static final class NoTask implements ClientTask {
        private final Action<byte[], byte[]> action = Action.raw(1);

        @Override
        public Action<?, ?> action() {
            return action;
        }

        @Override
        public void encode(WireBuffer out) {}

        @Override
        public void decode(byte[] buf, int offset, int length) {}

        @Override
        public void done(@Nullable RpcException error) {}
    }
}
