/**
 * The benchmarks. {@link org.razorrpc.benchmarks.Rows} lists what is measured, {@link org.razorrpc.benchmarks.Measurer} says how:
 * each row takes turns with the limit that it is divided by. Client and server are processes of their own, which the process
 * that reports starts and talks to by lines of text ({@link org.razorrpc.benchmarks.Worker}).
 */
@NullMarked
package org.razorrpc.benchmarks;

import org.jspecify.annotations.NullMarked;
