package org.razorrpc.runtime.netty;

import java.nio.ByteBuffer;

/** A program of its own: prints its port and echoes until it is killed. */
final class EchoServer {
    private EchoServer() {}

    public static void main(String[] args) throws Exception {
        Rig rig = new Rig(args[0].equals("NIO") ? Rig.Net.NIO_V4 : Rig.Net.EPOLL_V4, 1);
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
