package org.razorrpc.integration;

import org.junit.jupiter.params.provider.MethodSource;

/** Runs on every runtime and kind of socket: for peers that are raw sockets, and for what does not depend on the codec. */
@MethodSource("org.razorrpc.integration.Stack#sockets")
abstract class SocketTest extends StackFixture {}
