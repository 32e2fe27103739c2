package org.razorrpc.interop;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.razorrpc.files.FileService;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.RpcServer;
import org.razorrpc.stream.ServerConfig;

/** The crates' client and razor's server. */
abstract class FromRust extends InteropTest {
    /** What {@link Actions#HOLD} has of the server. */
    final Held held = new Held();

    RpcServer server;

    final String serve(Dispatch dispatch, UnaryOperator<ServerConfig.Builder> settings) throws IOException {
        ServerConfig.Builder config = ServerConfig.builder().runtime(runtime).codecs(codec());
        server = closedAfterwards(RpcServer.create(settings.apply(config).build()));
        String uri = stack.uri(stack.freshAddress(sockets, "server"));
        return stack.address(server.listen(uri, dispatch).address());
    }

    final String serve(UnaryOperator<ServerConfig.Builder> settings) throws IOException {
        FileService service = closedAfterwards(FileService.open(files));
        return serve(Service.dispatch(service.dispatch(), held), settings);
    }

    final String serve() throws IOException {
        return serve(UnaryOperator.identity());
    }

    /** A client that does what it is told, whose calls have as many seconds. */
    final Peer talk(String address, int seconds) throws IOException {
        return start("client", address, "talk", Integer.toString(seconds));
    }

    final Peer talk(String address) throws IOException {
        return talk(address, 20);
    }
}
