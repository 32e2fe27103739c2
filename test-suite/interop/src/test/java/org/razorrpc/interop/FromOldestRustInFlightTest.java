package org.razorrpc.interop;

import java.nio.file.Path;

/** The same with the oldest crates' client and razor's server. */
class FromOldestRustInFlightTest extends FromRustInFlightTest {
    @Override
    Path program() {
        return PeerBuild.oldest();
    }
}
