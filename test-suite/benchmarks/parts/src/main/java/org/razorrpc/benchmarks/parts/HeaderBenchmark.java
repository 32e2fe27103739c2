package org.razorrpc.benchmarks.parts;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.razorrpc.stream.spi.RequestHeader;
import org.razorrpc.stream.spi.WireBuffer;

/** The header of a request. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeaderBenchmark {
    private final WireBuffer buffer = new WireBuffer(RequestHeader.SIZE);
    private long seq;

    @Setup
    public void prepare() {
        write();
    }

    @Benchmark
    public int write() {
        buffer.position(0);
        int at = RequestHeader.append(buffer, 1, 7, 0, ++seq, 42);
        RequestHeader.setLengths(buffer, at, 32, 0);
        return buffer.position();
    }

    /** All that a server looks at. */
    @Benchmark
    public long read() {
        byte[] buf = buffer.array();
        return RequestHeader.magic(buf, 0)
                + RequestHeader.version(buf, 0)
                + RequestHeader.format(buf, 0)
                + (RequestHeader.isNamed(buf, 0) ? 1 : 0)
                + RequestHeader.action(buf, 0)
                + RequestHeader.seq(buf, 0)
                + RequestHeader.clientId(buf, 0)
                + RequestHeader.messageLength(buf, 0)
                + RequestHeader.blobLength(buf, 0);
    }
}
