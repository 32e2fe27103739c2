package org.razorrpc.benchmarks;

import org.razorrpc.codec.msgpack.MsgpackCodecProvider;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;

/** A program that makes one call, and says when it is answered; without arguments one that says so at once. */
public final class FirstCall {
    private FirstCall() {}

    /** @param args a runtime's name and the address of a server of the benchmarks, or nothing */
    public static void main(String[] args) {
        if (args.length == 0) {
            System.out.println("nothing asked");
            return;
        }
        ClientConfig config = ClientConfig.builder()
                .runtimeName(args[0])
                .codec(new MsgpackCodecProvider().create())
                .build();
        try (ClientStream stream = ClientStream.connect(args[1], config)) {
            stream.call(Echo.RECORDS.action(), Echo.RECORDS.request(1));
            System.out.println("answered");
        }
    }
}
