package org.razorrpc.codec.kryo.user;

import com.esotericsoftware.kryo.serializers.FieldSerializer;
import java.util.List;
import org.razorrpc.codec.kryo.KryoCodecProvider;
import org.razorrpc.codec.kryo.KryoConfig;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/** What a user's program does, from a package of its own, so that it runs beside the codec as a module too. */
public final class KryoProgram {
    private KryoProgram() {}

    record Greeting(String text, List<Integer> numbers) {}

    /** Public, so that Kryo generates access code for it. */
    public static final class Bean {
        public String text = "bean";

        public Bean() {}
    }

    public static void main(String[] args) {
        Codec codec = new KryoCodecProvider()
                .create(KryoConfig.builder()
                        .register(64, Greeting.class)
                        .register(65, Bean.class, kryo -> new FieldSerializer<>(kryo, Bean.class))
                        .build());
        Greeting greeting = roundTrip(codec.of(Greeting.class), new Greeting("hello", List.of(1, 2)));
        Bean bean = roundTrip(codec.of(Bean.class), new Bean());
        System.out.print(greeting + " " + bean.text + " " + System.getProperty("kryo.unsafe") + " "
                + KryoConfig.class.getModule().isNamed());
    }

    private static <T> T roundTrip(MessageCodec<T> codec, T value) {
        WireBuffer out = new WireBuffer(16);
        codec.encode(value, out);
        return codec.decode(out.array(), 0, out.position());
    }
}
