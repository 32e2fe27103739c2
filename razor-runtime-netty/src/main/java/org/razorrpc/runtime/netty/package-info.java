/**
 * {@link org.razorrpc.stream.spi.RpcRuntime} on Netty's event loops: native epoll where it is there, NIO elsewhere, io_uring by
 * option.
 *
 * <p>Netty supplies the event loops and the native sockets. Channels and pipelines are not used: they cost an object and a
 * promise for every write, and bring a buffer of their own for every read. A {@code NettyStream} is registered with its loop
 * directly and reads into, and writes from, buffers that all streams of a loop share.
 */
@NullMarked
package org.razorrpc.runtime.netty;

import org.jspecify.annotations.NullMarked;
