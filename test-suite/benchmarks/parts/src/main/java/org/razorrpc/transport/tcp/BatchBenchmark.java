package org.razorrpc.transport.tcp;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.NullMarked;
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
import org.razorrpc.stream.Action;
import org.razorrpc.stream.spi.RequestFrame;
import org.razorrpc.stream.spi.TransportConfig;
import org.razorrpc.stream.spi.WireBuffer;

/** The way out of a connection: 128 requests of 32 bytes appended, the buffers swapped, the full one handed over and written. */
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BatchBenchmark {
    private static final int FRAMES = 128;

    private final RequestBatch batch = new RequestBatch(new NoStream(), TransportConfig.DEFAULT);
    private final RequestFrame frame = new Message();
    private final Consumer<ByteBuffer> kernel = this::take;
    private long handedOver;

    @Setup
    public void prepare() {
        batch.handler(new NoHandler());
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public long appendAndSwap() {
        for (int i = 0; i < FRAMES; i++) {
            batch.append(frame, 1, 42, Long.MAX_VALUE, Long.MAX_VALUE);
        }
        handedOver = 0;
        batch.pull(kernel);
        batch.onWritten(handedOver);
        return handedOver;
    }

    private void take(ByteBuffer buffer) {
        handedOver += buffer.remaining();
    }

    private static final class Message implements RequestFrame {
        private final Action<byte[], byte[]> action = Action.raw(1);
        private final byte[] bytes = new byte[32];

        @Override
        public Action<?, ?> action() {
            return action;
        }

        @Override
        public void encode(WireBuffer out) {
            out.putBytes(bytes);
        }
    }
}
