package org.razorrpc.integration;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.Transport;
import org.razorrpc.stream.spi.TransportProvider;
import org.razorrpc.tck.TransportContract;

/** The contract of transports, for a scheme on every runtime. */
@ParameterizedClass(name = "{0}")
@MethodSource("runtimes")
abstract class TransportTest extends TransportContract {
    @Parameter
    String runtimeName;

    private final String scheme;

    TransportTest(String scheme) {
        this.scheme = scheme;
    }

    static List<String> runtimes() {
        return Stack.runtimes();
    }

    private Stack stack() {
        return new Stack(runtimeName, scheme, "msgpack");
    }

    @Override
    protected Transport newTransport() {
        return ServiceLoader.load(TransportProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.schemes().contains(scheme))
                .findFirst()
                .orElseThrow()
                .create();
    }

    @Override
    protected RpcRuntime newRuntime() {
        return stack().newRuntime();
    }

    @Override
    protected String freshAddress() {
        return stack().freshAddress();
    }

    @Override
    protected List<String> malformedAddresses() {
        return Stream.concat(super.malformedAddresses().stream(), Stream.of(scheme, scheme + ":", scheme + "://"))
                .toList();
    }
}
