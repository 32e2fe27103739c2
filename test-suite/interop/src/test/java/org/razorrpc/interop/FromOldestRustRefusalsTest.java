package org.razorrpc.interop;

import java.nio.file.Path;

/** The same with the oldest crates' client. */
class FromOldestRustRefusalsTest extends FromRustRefusalsTest {
    @Override
    Path program() {
        return PeerBuild.oldest();
    }
}
