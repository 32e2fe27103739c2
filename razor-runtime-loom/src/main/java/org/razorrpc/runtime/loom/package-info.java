/**
 * {@link org.razorrpc.stream.spi.RpcRuntime} on virtual threads and plain socket channels, with nothing besides the JDK.
 *
 * <p><b>Threads.</b> A stream has a reader, which blocks in a read, and a writer, which is parked while nothing is to be
 * written; both are virtual. The reader of a stream with much to read is a platform thread for as long as that lasts
 * ({@link org.razorrpc.runtime.loom.LoomConfig#busyStreams}), and then callers who wait for their answer read by themselves
 * ({@link org.razorrpc.stream.spi.ByteStream#writeAndRead}). A listener has one platform thread that accepts. A connection attempt has one thread while it
 * lasts. The runtime has one timer thread. All of them are daemons and none may be blocked by callbacks.
 */
@NullMarked
package org.razorrpc.runtime.loom;

import org.jspecify.annotations.NullMarked;
