/**  */
@NullMarked
package org.razorrpc.benchmarks.dubbo;

import org.jspecify.annotations.NullMarked;
