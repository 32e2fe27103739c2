package org.razorrpc.runtime.loom;

import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.tck.RpcRuntimeContract;

class LoomRuntimeTest extends RpcRuntimeContract {

    @Override
    protected RpcRuntime newRuntime() {
        return new LoomRuntimeProvider().create();
    }
}
