package org.razorrpc.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Outcome;
import org.razorrpc.stream.RpcException;

/** razor's client and the crates' server. */
abstract class ToRust extends InteropTest {
    Peer server;
    String streamAddress;
    String apiAddress;

    @BeforeEach
    void startTheServer() throws IOException {
        String stream = stack.freshAddress(sockets, "stream");
        String api = stack.freshAddress(sockets, "api");
        server = start("server", stream, api, files.toString());
        String boundStream = server.line();
        String boundApi = server.line();
        boolean tcp = stack.scheme().equals("tcp");
        streamAddress = stack.uri(tcp ? boundStream : stream);
        apiAddress = stack.uri(tcp ? boundApi : api);
    }

    final ClientStream client() {
        return client(UnaryOperator.identity());
    }

    final ClientStream client(UnaryOperator<ClientConfig.Builder> settings) {
        return connect(streamAddress, settings);
    }

    final ClientStream connect(String address, UnaryOperator<ClientConfig.Builder> settings) {
        ClientConfig.Builder config = ClientConfig.builder().runtime(runtime).codec(codec());
        return closedAfterwards(
                ClientStream.connect(address, settings.apply(config).build()));
    }

    static <Q> RpcException failure(ClientStream client, Action<Q, ?> action, Q request) {
        RpcException failure = catchThrowableOfType(RpcException.class, () -> client.call(action, request));
        assertThat(failure).as("the call must fail").isNotNull();
        return failure;
    }

    static void assertFailure(RpcException failure, ErrorCode code, Outcome outcome) {
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.outcome()).isEqualTo(outcome);
    }

    static byte[] pattern(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }
}
