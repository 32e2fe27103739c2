/**
 * Frames over byte streams: {@link org.razorrpc.transport.tcp.TcpTransportProvider} makes the transport for {@code tcp://}
 * and {@code unix://} addresses. It has no thread, clock or timer of its own: the runtime calls it.
 */
@NullMarked
package org.razorrpc.transport.tcp;

import org.jspecify.annotations.NullMarked;
