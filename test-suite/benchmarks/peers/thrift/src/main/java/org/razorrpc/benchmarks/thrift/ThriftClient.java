package org.razorrpc.benchmarks.thrift;

import java.nio.ByteBuffer;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.layered.TFramedTransport;

/** What Thrift's compiler would make of the client: the caller writes and reads by itself. Belongs to one thread at a time. */
final class ThriftClient implements AutoCloseable {
    private final TTransport transport;
    private final TBinaryProtocol protocol;
    private int sent;
    private int received;

    private ThriftClient(TTransport transport) {
        this.transport = transport;
        protocol = new TBinaryProtocol(transport);
    }

    static ThriftClient connect(int port, boolean framed) throws TException {
        TTransport socket = new TSocket("127.0.0.1", port);
        TTransport transport = framed ? new TFramedTransport(socket) : socket;
        transport.open();
        return new ThriftClient(transport);
    }

    byte[] call(byte[] request) throws TException {
        send(request);
        ByteBuffer answer = receive();
        byte[] bytes = new byte[answer.remaining()];
        answer.get(bytes);
        return bytes;
    }

    void send(byte[] request) throws TException {
        ThriftMessages.writeRequest(protocol, ++sent, request);
    }

    /** The answer to the oldest request that has none; to be used before the next is received. */
    ByteBuffer receive() throws TException {
        return ThriftMessages.readAnswer(protocol, ++received);
    }

    @Override
    public void close() {
        transport.close();
    }
}
