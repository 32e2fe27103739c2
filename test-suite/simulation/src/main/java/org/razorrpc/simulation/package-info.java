/**
 * Deterministic simulation: a {@link org.razorrpc.simulation.SimWorld} holds nodes, each of them an
 * {@link org.razorrpc.stream.spi.RpcRuntime}, and the links between them. Everything happens in the thread that runs the world,
 * in virtual time, in an order that the seed decides: the same seed gives the same run.
 */
@NullMarked
package org.razorrpc.simulation;

import org.jspecify.annotations.NullMarked;
