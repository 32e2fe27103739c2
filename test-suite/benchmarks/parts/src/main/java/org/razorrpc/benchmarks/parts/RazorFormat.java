package org.razorrpc.benchmarks.parts;

import java.util.Objects;
import org.razorrpc.codec.kryo.KryoCodecProvider;
import org.razorrpc.codec.kryo.KryoConfig;
import org.razorrpc.codec.msgpack.MsgpackCodecProvider;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/** One of razor's codecs. */
final class RazorFormat implements RecordFormat {
    private final MessageCodec<Object> codec;
    private final WireBuffer buffer = new WireBuffer(1024);

    private RazorFormat(Codec codec, Class<?> type) {
        this.codec = codec.of(type);
    }

    static RecordFormat msgpack(Class<?> type) {
        return new RazorFormat(new MsgpackCodecProvider().create(), type);
    }

    static RecordFormat kryo(Class<?> type) {
        KryoConfig config = KryoConfig.builder()
                .register(KryoConfig.FIRST_ID, Point.class)
                .register(KryoConfig.FIRST_ID + 1, Order.class)
                .register(KryoConfig.FIRST_ID + 2, Order.Line.class)
                .build();
        return new RazorFormat(new KryoCodecProvider().create(config), type);
    }

    @Override
    public int encode(Object value) {
        buffer.position(0);
        codec.encode(value, buffer);
        return buffer.position();
    }

    @Override
    public Object decode() {
        return Objects.requireNonNull(codec.decode(buffer.array(), 0, buffer.position()));
    }
}
