package org.razorrpc.integration;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.razorrpc.stream.ClientCaller;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientPool;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.FailoverConfig;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.PoolConfig;
import org.razorrpc.stream.RpcServer;
import org.razorrpc.stream.ServerConfig;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.RpcRuntime;

/** A server and its clients on one stack; whatever a test made is closed after it. */
@ParameterizedClass(name = "{0}")
@Timeout(60)
abstract class StackFixture {
    @Parameter
    Stack stack;

    final TestService service = new TestService();
    RpcRuntime serverRuntime;
    RpcRuntime clientRuntime;
    Codec codec;
    RpcServer server;
    String address;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @BeforeEach
    void makeRuntimes() {
        serverRuntime = stack.newRuntime();
        clientRuntime = stack.newRuntime();
        codec = stack.newCodec();
    }

    @AfterEach
    void closeAll() throws Exception {
        service.open();
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        clientRuntime.close();
        serverRuntime.close();
    }

    /** Starts the server of {@link TestService} with the defaults. */
    final void serve() throws IOException {
        serve(UnaryOperator.identity());
    }

    final void serve(UnaryOperator<ServerConfig.Builder> settings) throws IOException {
        serve(settings, service.dispatch());
    }

    final void serve(UnaryOperator<ServerConfig.Builder> settings, Dispatch dispatch) throws IOException {
        server = RpcServer.create(
                settings.apply(ServerConfig.builder().runtime(serverRuntime).codecs(codec))
                        .build());
        opened.push(server);
        address = server.listen(stack.freshAddress(), dispatch).address();
    }

    /** Has it closed after the test. */
    final <T extends AutoCloseable> T opened(T closeable) {
        opened.push(closeable);
        return closeable;
    }

    final ClientStream client() {
        return client(UnaryOperator.identity());
    }

    final ClientStream client(UnaryOperator<ClientConfig.Builder> settings) {
        return opened(ClientStream.connect(address, config(settings)));
    }

    private ClientConfig config(UnaryOperator<ClientConfig.Builder> settings) {
        return settings.apply(ClientConfig.builder().runtime(clientRuntime).codec(codec))
                .build();
    }

    /** What the stack says that calls are made with. */
    final ClientCaller caller() {
        return caller(UnaryOperator.identity());
    }

    final ClientCaller caller(UnaryOperator<ClientConfig.Builder> settings) {
        PoolConfig pool = PoolConfig.builder().client(config(settings)).build();
        return switch (stack.caller()) {
            case CLIENT_STREAM -> client(settings);
            case CLIENT_POOL -> opened(ClientPool.create(address, pool));
            case FAILOVER_POOL ->
                opened(FailoverPool.create(
                        List.of(address), FailoverConfig.builder().pool(pool).build()));
        };
    }
}
