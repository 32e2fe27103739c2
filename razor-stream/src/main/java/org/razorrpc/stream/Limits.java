package org.razorrpc.stream;

/** Checks of configured numbers. */
final class Limits {
    private Limits() {}

    static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", it must be at least " + least);
        }
    }

    static void atMost(String name, long value, long most) {
        if (value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", it must be at most " + most);
        }
    }
}
