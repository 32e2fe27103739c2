package org.razorrpc.benchmarks.parts;

import java.util.List;

/** A message of some size, with text and a list. */
public record Order(long id, String customer, boolean paid, List<Line> lines) {
    static final Order SAMPLE = new Order(
            1L << 40,
            "Jane Example",
            true,
            List.of(new Line("apples", 3, 1.25), new Line("pears", 12, 0.75), new Line("a bag", 1, 0.1)));

    /** What was ordered. */
    public record Line(String article, int count, double price) {}
}
