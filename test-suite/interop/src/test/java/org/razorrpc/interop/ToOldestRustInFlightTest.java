package org.razorrpc.interop;

import java.nio.file.Path;

/** The same with razor's client and the oldest crates' server. */
class ToOldestRustInFlightTest extends ToRustInFlightTest {
    @Override
    Path program() {
        return PeerBuild.oldest();
    }
}
