/**
 * What a plug-in implements: {@link org.razorrpc.stream.spi.RpcRuntime} moves bytes, threads and time;
 * {@link org.razorrpc.stream.spi.Transport} moves frames; {@link org.razorrpc.stream.spi.Codec} turns objects into bytes and
 * back. Each has a provider that {@link java.util.ServiceLoader} finds. None of them knows calls: the core does.
 */
@NullMarked
package org.razorrpc.stream.spi;

import org.jspecify.annotations.NullMarked;
