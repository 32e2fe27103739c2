package org.razorrpc.stream;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An immutable map with int keys: looked into once a request, so neither boxes nor divides. Open addressing, half full at most. */
final class RoutesByNumber {
    private final int mask;
    private final int[] numbers;
    private final @Nullable Route<?, ?>[] routes;

    RoutesByNumber(Map<Integer, Route<?, ?>> source) {
        int size = Integer.highestOneBit(2 * source.size() + 1) << 1;
        mask = size - 1;
        numbers = new int[size];
        routes = new Route<?, ?>[size];
        source.forEach((number, route) -> {
            int slot = slot(number);
            numbers[slot] = number;
            routes[slot] = route;
        });
    }

    @Nullable
    Route<?, ?> get(int number) {
        return routes[slot(number)];
    }

    /** The number's own, or the free one where it would be. */
    private int slot(int number) {
        int slot = number & mask;
        while (routes[slot] != null && numbers[slot] != number) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
