package org.razorrpc.tck;

/** Answers each request with what it brought, and each ping, in the callback; the end of the batch flushes. */
class EchoServer extends ServerProbe {
    private static final byte[] NOTHING = {};

    @Override
    void whenAsked(Received request) {
        echo(request);
    }

    @Override
    final void whenPinged(long seq) {
        write(new TestFrame(seq, NOTHING, null));
    }
}
