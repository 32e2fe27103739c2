package org.razorrpc.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Processor time since the machine's start that a hypervisor gave to others, and all there was, in the same unit; zeros where the
 * system does not tell.
 */
record Steal(long stolen, long total) {
    private static final Path STAT = Path.of("/proc/stat");
    private static final int COLUMN = 7;
    /** Guests' time, which follows, is part of the columns before. */
    private static final int COLUMNS = 8;

    static Steal now() {
        try {
            return Files.isReadable(STAT) ? parse(Files.readAllLines(STAT).getFirst()) : new Steal(0, 0);
        } catch (IOException unreadable) {
            return new Steal(0, 0);
        }
    }

    /** The first line of {@code /proc/stat}. */
    static Steal parse(String line) {
        long[] times = Arrays.stream(line.strip().split(" +"))
                .skip(1)
                .limit(COLUMNS)
                .mapToLong(Long::parseLong)
                .toArray();
        return new Steal(times[COLUMN], Arrays.stream(times).sum());
    }

    /** The share of all time that was stolen since then; 0 where the system does not tell. */
    double shareSince(Steal before) {
        long all = total - before.total;
        return all == 0 ? 0 : (double) (stolen - before.stolen) / all;
    }
}
