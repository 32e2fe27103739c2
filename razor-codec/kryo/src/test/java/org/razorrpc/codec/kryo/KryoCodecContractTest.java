package org.razorrpc.codec.kryo;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.tck.CodecContract;
import org.razorrpc.tck.CodecSamples;

/** The contract of all codecs, with the lies that Kryo's format can tell. */
class KryoCodecContractTest extends CodecContract {
    private static final String TREE_ID =
            "%02x".formatted(KryoConfig.FIRST_ID + 2 + sampleTypes().indexOf(CodecSamples.Tree.class));

    @Override
    protected Codec codec() {
        KryoConfig.Builder config = KryoConfig.builder();
        int id = KryoConfig.FIRST_ID;
        for (Class<?> type : sampleTypes()) {
            config.register(id++, type);
        }
        return new KryoCodecProvider().create(config.build());
    }

    @Override
    protected int mutations() {
        return 100_000;
    }

    /** Every built-in class announces as much as an int can say, at every depth that is allowed and beyond. */
    @Override
    protected List<byte[]> bombs() {
        List<byte[]> bombs = new ArrayList<>();
        for (int id = 0; id < KryoConfig.FIRST_ID + 20; id++) {
            for (int length :
                    new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30, 1 << 29, 1 << 28, 1 << 20, 5000}) {
                bombs.add(Bombs.announced(id, length));
                bombs.add(Bombs.nested(id, length, 60));
            }
            bombs.add(Bombs.deep(id));
        }
        bombs.add(HexFormat.of().parseHex("01" + "0261" + ("1c01" + TREE_ID + "0261").repeat(50_000)));
        return bombs;
    }
}
