package org.razorrpc.benchmarks.thrift;

import org.apache.thrift.TException;
import org.razorrpc.benchmarks.load.Load;
import org.razorrpc.benchmarks.load.Payload;

/** Keeps a window of calls in flight over a blocking client: sends one for each that it receives. */
final class PipelinedLoad implements Load {
    private final ThriftClient client;
    private final int window;
    private final byte[] request;

    PipelinedLoad(ThriftClient client, int window, byte[] request) {
        this.client = client;
        this.window = window;
        this.request = request;
    }

    @Override
    public long run(long nanos) throws TException {
        long end = System.nanoTime() + nanos;
        for (int i = 0; i < window; i++) {
            client.send(request);
        }
        long calls = 0;
        while (System.nanoTime() - end < 0) {
            receive();
            client.send(request);
            calls++;
        }
        for (int i = 0; i < window; i++) {
            receive();
        }
        return calls + window;
    }

    private void receive() throws TException {
        Payload.requireAnswer(request, client.receive());
    }

    @Override
    public void close() {
        client.close();
    }
}
