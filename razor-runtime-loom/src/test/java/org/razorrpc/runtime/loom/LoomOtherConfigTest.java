package org.razorrpc.runtime.loom;

import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.tck.RpcRuntimeContract;

/** The contract again with what is not the default. */
class LoomOtherConfigTest extends RpcRuntimeContract {

    @Override
    protected RpcRuntime newRuntime() {
        LoomConfig config = LoomConfig.builder()
                .name("other")
                .busyStreams(0)
                .callerWrites(false)
                .executor(task -> Thread.ofPlatform().daemon().start(task))
                .build();
        return new LoomRuntimeProvider().create(config);
    }
}
