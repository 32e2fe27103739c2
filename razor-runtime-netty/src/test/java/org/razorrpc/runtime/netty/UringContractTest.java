package org.razorrpc.runtime.netty;

import org.junit.jupiter.api.condition.EnabledIf;
import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.tck.RpcRuntimeContract;

@EnabledIf(value = "org.razorrpc.runtime.netty.Rig#permitsUring", disabledReason = "this machine permits no io_uring")
class UringContractTest extends RpcRuntimeContract {

    @Override
    protected RpcRuntime newRuntime() {
        return Rig.runtime(NettyConfig.Transport.IO_URING, 2);
    }
}
