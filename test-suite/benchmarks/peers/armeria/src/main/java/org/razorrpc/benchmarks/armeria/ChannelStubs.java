package org.razorrpc.benchmarks.armeria;

import com.linecorp.armeria.client.grpc.GrpcClientStubFactory;
import io.grpc.Channel;
import io.grpc.ServiceDescriptor;
import org.razorrpc.benchmarks.grpc.EchoService;

/** Stubs that give the channel away: there is no generated code that Armeria could make one of. */
final class ChannelStubs implements GrpcClientStubFactory {

    record Stub(Channel channel) {}

    @Override
    public ServiceDescriptor findServiceDescriptor(Class<?> type) {
        return new EchoService().bindService().getServiceDescriptor();
    }

    @Override
    public Object newClientStub(Class<?> type, Channel channel) {
        return new Stub(channel);
    }
}
