package org.razorrpc.stream;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.stream.spi.RpcRuntimeProvider;

/** Lets the look-up find {@link InlineTestRuntime}. */
public final class InlineTestRuntimeProvider implements RpcRuntimeProvider {
    static final List<InlineTestRuntime> MADE = new CopyOnWriteArrayList<>();

    public InlineTestRuntimeProvider() {}

    @Override
    public String name() {
        return "inline-test";
    }

    @Override
    public RpcRuntime create() {
        InlineTestRuntime runtime = new InlineTestRuntime();
        MADE.add(runtime);
        return runtime;
    }
}
