package org.razorrpc.benchmarks.thrift;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.server.TNonblockingServer;
import org.apache.thrift.server.TServer;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.server.TThreadedSelectorServer;
import org.apache.thrift.transport.TNonblockingServerSocket;
import org.apache.thrift.transport.TNonblockingServerTransport;
import org.apache.thrift.transport.TServerSocket;
import org.apache.thrift.transport.TServerTransport;
import org.razorrpc.benchmarks.load.Load;
import org.razorrpc.benchmarks.load.Payload;
import org.razorrpc.benchmarks.load.Peer;
import org.razorrpc.benchmarks.load.PeerProgram;
import org.razorrpc.benchmarks.load.PeerWork;

/**
 * Apache Thrift: binary protocol, a server of three kinds, a blocking client. Messages are framed where the server needs that; a
 * frame makes its buffer anew for each large message. A client belongs to one thread at a time; those who share it take turns. Many
 * calls in flight are pipelined by hand: requests are written before earlier answers are read.
 */
final class ThriftPeer implements Peer {
    private static final String THREADED_SELECTOR = "threaded-selector";
    private static final String THREAD_POOL = "thread-pool";

    public static void main(String[] args) {
        PeerProgram.run(new ThriftPeer(), args);
    }

    /**
     * One thread for all connections; selector threads that hand each call to a pool; a blocking thread a connection. None reads a
     * connection's next request before the last one is answered, so that answers come in order.
     */
    @Override
    public List<String> modes() {
        return List.of("non-blocking", THREADED_SELECTOR, THREAD_POOL);
    }

    @Override
    public Endpoint serve(String mode) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (mode.equals(THREAD_POOL)) {
            TServerSocket socket = new TServerSocket(address);
            return started(threadPool(socket), socket.getServerSocket().getLocalPort());
        }
        TNonblockingServerSocket socket = new TNonblockingServerSocket(address);
        TServer server = mode.equals(THREADED_SELECTOR) ? threadedSelector(socket) : nonBlocking(socket);
        return started(server, socket.getPort());
    }

    private static Endpoint started(TServer server, int port) {
        Thread.ofPlatform().daemon().name("thrift-server").start(server::serve);
        return Peer.endpoint(port, server::stop);
    }

    private static TServer nonBlocking(TNonblockingServerTransport socket) {
        return new TNonblockingServer(new TNonblockingServer.Args(socket)
                .processor(ThriftMessages::answer)
                .protocolFactory(new TBinaryProtocol.Factory()));
    }

    private static TServer threadedSelector(TNonblockingServerTransport socket) {
        return new TThreadedSelectorServer(new TThreadedSelectorServer.Args(socket)
                .processor(ThriftMessages::answer)
                .protocolFactory(new TBinaryProtocol.Factory()));
    }

    private static TServer threadPool(TServerTransport socket) {
        return new TThreadPoolServer(new TThreadPoolServer.Args(socket)
                .processor(ThriftMessages::answer)
                .protocolFactory(new TBinaryProtocol.Factory()));
    }

    @Override
    public Load connect(String mode, InetSocketAddress server, PeerWork work) throws TException {
        ThriftClient client = ThriftClient.connect(server.getPort(), !mode.equals(THREAD_POOL));
        if (!work.isBlocking()) {
            return new PipelinedLoad(client, work.count(), Payload.request(work.bytes()));
        }
        ReentrantLock turn = new ReentrantLock();
        return work.over(
                client::close,
                (load, bytes) -> {
                    throw new UnsupportedOperationException("calls that nobody waits for");
                },
                request -> {
                    turn.lock();
                    try {
                        return client.call(request);
                    } finally {
                        turn.unlock();
                    }
                });
    }
}
