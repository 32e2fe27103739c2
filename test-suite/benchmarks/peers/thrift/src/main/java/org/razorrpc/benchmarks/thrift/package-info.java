/**  */
@NullMarked
package org.razorrpc.benchmarks.thrift;

import org.jspecify.annotations.NullMarked;
