package org.razorrpc.benchmarks.bolt;

import com.alipay.remoting.BizContext;
import com.alipay.remoting.Connection;
import com.alipay.remoting.CustomSerializerManager;
import com.alipay.remoting.InvokeCallback;
import com.alipay.remoting.ProtocolCode;
import com.alipay.remoting.ProtocolManager;
import com.alipay.remoting.config.BoltClientOption;
import com.alipay.remoting.config.BoltServerOption;
import com.alipay.remoting.exception.RemotingException;
import com.alipay.remoting.rpc.RpcClient;
import com.alipay.remoting.rpc.RpcConfigs;
import com.alipay.remoting.rpc.RpcServer;
import com.alipay.remoting.rpc.protocol.RpcProtocol;
import com.alipay.remoting.rpc.protocol.RpcProtocolV2;
import com.alipay.remoting.rpc.protocol.SyncUserProcessor;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.razorrpc.benchmarks.load.Load;
import org.razorrpc.benchmarks.load.Payload;
import org.razorrpc.benchmarks.load.PayloadSlot;
import org.razorrpc.benchmarks.load.Peer;
import org.razorrpc.benchmarks.load.PeerProgram;
import org.razorrpc.benchmarks.load.PeerWork;
import org.razorrpc.benchmarks.load.SlotLoad;

/**
 * SOFABolt on Netty's epoll: as it comes, with its Hessian serializer; or tuned, with a serializer of its own for the one message
 * type, flushes consolidated, and everything on Netty's threads.
 */
final class BoltPeer implements Peer {
    private static final String TUNED = "tuned";
    private static final int TIMEOUT_MILLIS = 20_000;

    public static void main(String[] args) {
        PeerProgram.run(new BoltPeer(), args);
    }

    @Override
    public List<String> modes() {
        return List.of("default", TUNED);
    }

    /** Both sides. Its settings are the process's. */
    private static boolean prepare(String mode) {
        boolean tuned = mode.equals(TUNED);
        System.setProperty("bolt.client.log.level", "ERROR");
        System.setProperty(RpcConfigs.DISPATCH_MSG_LIST_IN_DEFAULT_EXECUTOR, Boolean.toString(!tuned));
        CustomSerializerManager.clear();
        if (tuned) {
            CustomSerializerManager.registerCustomSerializer(BoltMessage.class.getName(), new BoltMessageSerializer());
        }
        return tuned;
    }

    /** After the client or server has been made: that registers the protocols. */
    private static void useDirectExecutor() {
        for (byte code : new byte[] {RpcProtocol.PROTOCOL_CODE, RpcProtocolV2.PROTOCOL_CODE}) {
            ProtocolManager.getProtocol(ProtocolCode.fromBytes(code))
                    .getCommandHandler()
                    .registerDefaultExecutor(new DirectExecutor());
        }
    }

    @Override
    public Endpoint serve(String mode) throws Exception {
        boolean tuned = prepare(mode);
        int port = Peer.freePort();
        RpcServer server = new RpcServer("127.0.0.1", port);
        server.option(BoltServerOption.NETTY_FLUSH_CONSOLIDATION, tuned);
        server.registerUserProcessor(new Echo(tuned));
        server.startup();
        if (tuned) {
            useDirectExecutor();
        }
        return Peer.endpoint(port, server::shutdown);
    }

    private static final class Echo extends SyncUserProcessor<BoltMessage> {
        private final boolean onReader;

        Echo(boolean onReader) {
            this.onReader = onReader;
        }

        @Override
        public boolean processInIOThread() {
            return onReader;
        }

        @Override
        public Object handleRequest(BizContext context, BoltMessage request) {
            return new BoltMessage(Payload.answer(request.bytes()));
        }

        @Override
        public String interest() {
            return BoltMessage.class.getName();
        }
    }

    @Override
    public Load connect(String mode, InetSocketAddress server, PeerWork work) throws Exception {
        boolean tuned = prepare(mode);
        RpcClient client = new RpcClient();
        client.option(BoltClientOption.NETTY_FLUSH_CONSOLIDATION, tuned);
        client.startup();
        if (tuned) {
            useDirectExecutor();
        }
        Connection connection = client.getConnection("127.0.0.1:" + server.getPort(), TIMEOUT_MILLIS);
        return work.over(
                client::shutdown,
                (load, bytes) -> new BoltCall(client, connection, load, bytes),
                request -> ((BoltMessage) client.invokeSync(connection, new BoltMessage(request), TIMEOUT_MILLIS))
                        .bytes());
    }

    private static final class BoltCall extends PayloadSlot implements InvokeCallback {
        private final RpcClient client;
        private final Connection connection;

        BoltCall(RpcClient client, Connection connection, SlotLoad load, int bytes) {
            super(load, bytes);
            this.client = client;
            this.connection = connection;
        }

        @Override
        protected void send(byte[] request) {
            try {
                client.invokeWithCallback(connection, new BoltMessage(request), this, TIMEOUT_MILLIS);
            } catch (RemotingException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void onResponse(Object answer) {
            answered(((BoltMessage) answer).bytes());
        }

        @Override
        public void onException(Throwable error) {
            failed(error);
        }

        /** None: on the thread that has read the answer. */
        @Override
        public @Nullable Executor getExecutor() {
            return null;
        }
    }
}
