/**
 * What a plug-in implements: {@link org.razorrpc.stream.spi.RpcRuntime} moves bytes, threads and time;
 * {@link org.razorrpc.stream.spi.Transport} moves frames; {@link org.razorrpc.stream.spi.Codec} turns objects into bytes and
 * back. Each has a provider that {@link java.util.ServiceLoader} finds. None of them knows calls: the core does.
 * {@link org.razorrpc.stream.spi.WireBuffer} is what codecs write into, {@link org.razorrpc.stream.spi.WakeupModeration} helps the
 * readers of runtimes.
 */
@NullMarked
package org.razorrpc.stream.spi;

import org.jspecify.annotations.NullMarked;
