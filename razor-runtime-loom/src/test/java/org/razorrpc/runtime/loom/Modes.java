package org.razorrpc.runtime.loom;

import java.util.concurrent.TimeUnit;

/** Runtimes whose streams are in the one mode, the other, or change all the time. */
enum Modes {
    QUIET(BusyRule.DEFAULT, 0),
    ALWAYS_BUSY(new BusyRule(0, Long.MAX_VALUE, TimeUnit.HOURS.toMillis(1), 1), 1_000),
    SWITCHING(new BusyRule(1, Long.MAX_VALUE, 0, 1), 1_000);

    private final BusyRule rule;
    private final int busyStreams;

    Modes(BusyRule rule, int busyStreams) {
        this.rule = rule;
        this.busyStreams = busyStreams;
    }

    LoomRuntime runtime() {
        return new LoomRuntime(LoomConfig.builder().busyStreams(busyStreams).build(), rule);
    }
}
