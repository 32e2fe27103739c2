package org.razorrpc.interop;

import java.nio.file.Path;

/** The same with the oldest crates' client and razor's server. */
class FromOldestRustTest extends FromRustTest {
    @Override
    Path program() {
        return PeerBuild.oldest();
    }
}
