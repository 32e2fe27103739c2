package org.razorrpc.benchmarks.parts;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Records to bytes and back, by razor's codecs and by others. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordBenchmark {
    @Param({"razor-msgpack", "razor-kryo", "jackson-msgpack", "msgpack-core", "fory"})
    String format = "";

    @Param({"point", "order"})
    String message = "";

    private Object value = Point.SAMPLE;
    private RecordFormat by = new MsgpackCoreFormat();

    @Setup
    public void prepare() throws Exception {
        value = message.equals("point") ? Point.SAMPLE : Order.SAMPLE;
        by = format(format, value.getClass());
        by.encode(value);
        if (!by.decode().equals(value)) {
            throw new IllegalStateException(format + " reads " + by.decode() + " where " + value + " was written");
        }
    }

    private static RecordFormat format(String name, Class<?> type) {
        return switch (name) {
            case "razor-msgpack" -> RazorFormat.msgpack(type);
            case "razor-kryo" -> RazorFormat.kryo(type);
            case "jackson-msgpack" -> new JacksonFormat(type);
            case "msgpack-core" -> new MsgpackCoreFormat();
            case "fory" -> new ForyFormat();
            default -> throw new IllegalArgumentException("there is no format '" + name + "'");
        };
    }

    @Benchmark
    public int encode() throws Exception {
        return by.encode(value);
    }

    @Benchmark
    public Object decode() throws Exception {
        return by.decode();
    }
}
