package org.razorrpc.runtime.loom;

import org.razorrpc.stream.spi.RpcRuntime;
import org.razorrpc.tck.RpcRuntimeContract;

/** The contract with streams that are busy from their first read to their end. */
class BusyLoomTest extends RpcRuntimeContract {

    @Override
    protected RpcRuntime newRuntime() {
        return Modes.ALWAYS_BUSY.runtime();
    }
}
