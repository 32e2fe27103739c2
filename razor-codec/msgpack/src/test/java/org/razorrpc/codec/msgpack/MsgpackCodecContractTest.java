package org.razorrpc.codec.msgpack;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.tck.CodecContract;

/** The contract of all codecs, with the lies that msgpack can tell. */
class MsgpackCodecContractTest extends CodecContract {
    /** Headers that announce more than follows, or announce what there is not. */
    private static final List<String> LIES = List.of(
            "ddffffffff",
            "dd7fffffff",
            "dd00100000",
            "dcffff",
            "9f",
            "dfffffffff",
            "df7fffffff",
            "df00100000",
            "deffff",
            "8f",
            "dbffffffff",
            "db7fffffff61",
            "daffff",
            "d9ff",
            "bf",
            "c6ffffffff",
            "c67fffffff61",
            "c5ffff",
            "c4ff",
            "c9ffffffff01",
            "c97fffffff01",
            "c8ffff01",
            "c7ff01",
            "d801",
            "c1",
            "cf",
            "cb00");

    /** Beginnings of a level: arrays, and maps whose key is a name that sample types know. */
    private static final List<String> LEVELS =
            List.of("91", "9f", "dd7fffffff", "81a86368696c6472656e", "81a46e616d65");

    @Override
    protected Codec codec() {
        return new MsgpackCodecProvider().create();
    }

    @Override
    protected List<byte[]> bombs() {
        HexFormat hex = HexFormat.of();
        List<byte[]> bombs = new ArrayList<>();
        for (String lie : LIES) {
            bombs.add(hex.parseHex(lie));
            for (String level : LEVELS) {
                bombs.add(hex.parseHex(level + lie));
                bombs.add(hex.parseHex(level.repeat(60) + lie));
            }
        }
        for (String level : LEVELS) {
            bombs.add(hex.parseHex(level.repeat(100_000)));
        }
        // A tree of nodes, each with one child, deeper than any stack.
        bombs.add(hex.parseHex("82a46e616d65a161a86368696c6472656e91".repeat(50_000) + "c0"));
        return bombs;
    }
}
