package org.razorrpc.benchmarks.dubbo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ProtocolConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.config.RegistryConfig;
import org.apache.dubbo.config.ServiceConfig;
import org.apache.dubbo.config.bootstrap.DubboBootstrap;
import org.razorrpc.benchmarks.load.Load;
import org.razorrpc.benchmarks.load.PayloadSlot;
import org.razorrpc.benchmarks.load.Peer;
import org.razorrpc.benchmarks.load.PeerProgram;
import org.razorrpc.benchmarks.load.PeerWork;
import org.razorrpc.benchmarks.load.SlotLoad;

/**
 * Apache Dubbo: its own protocol with its default dispatcher and thread pools, the same with everything on Netty's threads
 * ("direct"), and its HTTP/2 protocol, triple.
 */
final class DubboPeer implements Peer {
    private static final String TRIPLE = "triple";
    private static final String DIRECT = "dubbo-direct";
    private static final int TIMEOUT_MILLIS = 20_000;

    public static void main(String[] args) {
        PeerProgram.run(new DubboPeer(), args);
    }

    @Override
    public List<String> modes() {
        return List.of("dubbo", DIRECT, TRIPLE);
    }

    private static String protocol(String mode) {
        return mode.equals(TRIPLE) ? "tri" : "dubbo";
    }

    private static DubboBootstrap bootstrap() {
        System.setProperty("dubbo.application.logger", "slf4j");
        System.setProperty("dubbo.service.shutdown.wait", "1");
        ApplicationConfig application = new ApplicationConfig("bench");
        application.setQosEnable(false);
        application.setEnableFileCache(false);
        return DubboBootstrap.newInstance()
                .application(application)
                .registry(new RegistryConfig(RegistryConfig.NO_AVAILABLE));
    }

    @Override
    public Endpoint serve(String mode) throws IOException {
        int port = Peer.freePort();
        ProtocolConfig protocol = new ProtocolConfig(protocol(mode), port);
        protocol.setHost("127.0.0.1");
        if (mode.equals(DIRECT)) {
            protocol.setDispatcher("direct");
        }
        ServiceConfig<Echo> service = new ServiceConfig<>();
        service.setInterface(Echo.class);
        service.setRef(new EchoImpl());
        DubboBootstrap bootstrap =
                bootstrap().protocol(protocol).service(service).start();
        return Peer.endpoint(port, bootstrap::stop);
    }

    @Override
    public Load connect(String mode, InetSocketAddress server, PeerWork work) {
        ReferenceConfig<Echo> reference = new ReferenceConfig<>();
        reference.setInterface(Echo.class);
        reference.setUrl(protocol(mode) + "://127.0.0.1:" + server.getPort());
        reference.setScope("remote");
        reference.setTimeout(TIMEOUT_MILLIS);
        reference.setRetries(0);
        if (mode.equals(DIRECT)) {
            reference.setParameters(Map.of("dispatcher", "direct"));
        }
        DubboBootstrap bootstrap = bootstrap().reference(reference).start();
        Echo echo = reference.get();
        return work.over(bootstrap::stop, (load, bytes) -> new AsyncCall(echo, load, bytes), echo::call);
    }

    private static final class AsyncCall extends PayloadSlot {
        private final Echo echo;

        AsyncCall(Echo echo, SlotLoad load, int bytes) {
            super(load, bytes);
            this.echo = echo;
        }

        @Override
        protected void send(byte[] request) {
            echo.callAsync(request).whenComplete((answer, error) -> {
                if (error == null) {
                    answered(answer);
                } else {
                    failed(error);
                }
            });
        }
    }
}
