package org.razorrpc.integration;

import org.junit.jupiter.params.provider.MethodSource;

/** Runs on every stack. */
@MethodSource("org.razorrpc.integration.Stack#all")
abstract class StackTest extends StackFixture {}
