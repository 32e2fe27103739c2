package org.razorrpc.simulation;

/** The hash of all that happened: two runs with the same hash did the same things at the same times. */
final class Trace {

    enum Kind {
        LINK,
        OPENED,
        FAILED,
        ACCEPTED,
        WRITTEN,
        READ,
        INPUT_END,
        RESET,
        CLOSED,
        TASK,
        TIMER,
        MARK
    }

    private long hash;

    void add(long time, Kind kind, long id, long count) {
        hash = mix(hash + time);
        hash = mix(hash + kind.ordinal());
        hash = mix(hash + id);
        hash = mix(hash + count);
    }

    long hash() {
        return hash;
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014) behind an odd increment, so that zeros count too. */
    static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
