package org.razorrpc.interop;

import java.nio.file.Path;

/** The same with razor's client and the oldest crates' server. */
class ToOldestRustTest extends ToRustTest {
    @Override
    Path program() {
        return PeerBuild.oldest();
    }
}
