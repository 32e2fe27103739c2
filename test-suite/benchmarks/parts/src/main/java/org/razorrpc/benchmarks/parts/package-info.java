/** razor's codecs by themselves, beside others. What is private to its package is measured from a class in that package. */
@NullMarked
package org.razorrpc.benchmarks.parts;

import org.jspecify.annotations.NullMarked;
