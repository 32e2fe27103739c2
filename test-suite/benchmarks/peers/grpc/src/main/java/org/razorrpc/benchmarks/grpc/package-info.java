/** io.grpc:grpc-stub:1.85.1 */
@NullMarked
package org.razorrpc.benchmarks.grpc;

import org.jspecify.annotations.NullMarked;
