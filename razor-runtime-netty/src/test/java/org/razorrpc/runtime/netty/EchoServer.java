package org.razorrpc.runtime.netty;

import java.nio.ByteBuffer;

/** A program of its own: prints its port and echoes until it is killed. */
final class EchoServer {
    private EchoServer() {}

    public static void main(String[] args) throws Exception {
        Rig rig = new Rig(Rig.Net.v4(NettyConfig.Transport.valueOf(args[0])), 1);
        rig.serverHandlers = () -> new TestHandler() {
            @Override
            void read(ByteBuffer in) {
                append(ByteBuffer.allocate(in.remaining()));
                in.position(in.limit());
                stream.join().requestWrite();
            }

            @Override
            public void onInputEnd() {
                stream.join().close();
            }
        };
        String address = rig.listen().listener().address();
        System.out.println(address.substring(address.lastIndexOf(':') + 1));
        Thread.currentThread().join();
    }
}
