package org.razorrpc.runtime.netty;

import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.tck.RpcRuntimeContract;

class UringContractTest extends RpcRuntimeContract {

    @Override
    protected RpcRuntime newRuntime() {
        return Rig.runtime(NettyConfig.Transport.IO_URING, 2);
    }
}
