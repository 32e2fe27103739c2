/**
 * What makes the calls in the benchmarks, the same for razor and for its peers: {@link org.razorrpc.benchmarks.load.SlotLoad} keeps a
 * window full, {@link org.razorrpc.benchmarks.load.CallersLoad} has threads that call and wait. A peer is a
 * {@link org.razorrpc.benchmarks.load.Peer}, and its program is {@link org.razorrpc.benchmarks.load.PeerProgram}. Nothing here depends
 * on any of the frameworks.
 */
@NullMarked
package org.razorrpc.benchmarks.load;

import org.jspecify.annotations.NullMarked;
