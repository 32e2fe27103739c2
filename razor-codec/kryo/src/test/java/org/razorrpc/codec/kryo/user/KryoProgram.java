package org.razorrpc.codec.kryo.user;

import java.util.List;
import org.razorrpc.codec.kryo.KryoCodecProvider;
import org.razorrpc.codec.kryo.KryoConfig;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/** What a user's program does, from a package of its own, so that it runs beside the codec as a module too. */
public final class KryoProgram {
    private KryoProgram() {}

    record Greeting(String text, List<Integer> numbers) {}

    public static void main(String[] args) {
        KryoConfig config = KryoConfig.builder().register(64, Greeting.class).build();
        MessageCodec<Greeting> codec = KryoCodecProvider.create(config).of(Greeting.class);
        WireBuffer out = new WireBuffer(16);
        codec.encode(new Greeting("hello", List.of(1, 2)), out);
        Greeting decoded = codec.decode(out.array(), 0, out.position());
        System.out.print(decoded + " " + System.getProperty("kryo.unsafe") + " "
                + KryoConfig.class.getModule().isNamed());
    }
}
