/**  */
@NullMarked
package org.razorrpc.benchmarks.bolt;

import org.jspecify.annotations.NullMarked;
