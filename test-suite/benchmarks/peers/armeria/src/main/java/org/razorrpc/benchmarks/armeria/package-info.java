/**  */
@NullMarked
package org.razorrpc.benchmarks.armeria;

import org.jspecify.annotations.NullMarked;
