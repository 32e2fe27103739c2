/** io.rsocket:rsocket-transport-netty:1.1.5 */
@NullMarked
package org.razorrpc.benchmarks.rsocket;

import org.jspecify.annotations.NullMarked;
