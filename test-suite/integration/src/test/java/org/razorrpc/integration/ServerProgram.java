package org.razorrpc.integration;

import java.io.IOException;
import org.razorrpc.stream.spi.RpcRuntime;

/** A {@link Member} in a process of its own; ends when its standard input does, and so with the test that started it. */
final class ServerProgram {
    static final String LISTENING = "listening";

    private ServerProgram() {}

    /** Arguments: the runtime, the address. */
    public static void main(String[] args) throws IOException {
        Stack stack = new Stack(args[0], "tcp", "msgpack");
        RpcRuntime runtime = stack.newRuntime();
        Member.start(args[1], runtime, stack.newCodec());
        System.out.println(LISTENING);
        while (System.in.read() >= 0) {
            // Nothing is said there.
        }
        System.exit(0);
    }
}
