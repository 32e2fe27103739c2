/**
 * Contract tests for plug-ins, abstract JUnit classes: a subclass hands over what is to be tested, and inherits the tests.
 * {@link org.razorrpc.tck.RpcRuntimeContract} is a runtime's, {@link org.razorrpc.tck.TransportContract} a transport's,
 * {@link org.razorrpc.tck.CodecContract} a codec's.
 */
@NullMarked
package org.razorrpc.tck;

import org.jspecify.annotations.NullMarked;
