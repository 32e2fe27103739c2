/**
 * Calls over multiplexed streams: {@link org.razorrpc.stream.ClientStream} makes them,
 * {@link org.razorrpc.stream.RpcServer} answers them, {@link org.razorrpc.stream.Action} describes them.
 */
@NullMarked
package org.razorrpc.stream;

import org.jspecify.annotations.NullMarked;
