package org.razorrpc.runtime.netty;

import java.nio.ByteBuffer;
import org.razorrpc.stream.spi.ByteStream;

/** A program of its own: one round trip, both sides in this process. */
final class EchoOnce {
    private EchoOnce() {}

    public static void main(String[] args) throws Exception {
        try (Rig rig = new Rig(Rig.Net.v4(NettyConfig.Transport.valueOf(args[0])))) {
            rig.serverHandlers = () -> new TestHandler() {
                @Override
                void read(ByteBuffer in) {
                    ByteStream back = stream.join();
                    append(ByteBuffer.allocate(in.remaining()));
                    in.position(in.limit());
                    back.requestWrite();
                }
            };
            rig.listen();
            TestHandler client = rig.connect(new TestHandler());
            client.send(new byte[100_000]);
            Await.until("the echo", () -> client.received.get() == 100_000);
        }
        System.out.println("echoed");
    }
}
