package org.razorrpc.runtime.loom;

import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.tck.RpcRuntimeContract;

/** The contract with streams that get busy with every read and quiet whenever nothing has come. */
class SwitchingLoomTest extends RpcRuntimeContract {

    @Override
    protected RpcRuntime newRuntime() {
        return Modes.SWITCHING.runtime();
    }
}
