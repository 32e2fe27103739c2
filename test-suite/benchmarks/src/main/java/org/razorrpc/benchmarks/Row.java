package org.razorrpc.benchmarks;

import java.util.List;

/**
 * Some work, and who does it.
 *
 * @param target the ratio to its limit that is meant to be reached; NaN where there is none
 */
record Row(Section section, Contestant contestant, Workload workload, Limit limit, double target) {

    /** Such as {@code netty/tasks-128}. */
    String id() {
        return contestant.id() + "/" + workload.name();
    }

    /** Who else does its work in turns with it, besides its limit: their names. */
    List<String> beside() {
        return switch (section) {
            case PEERS -> List.of(Stack.NETTY.id(), Stack.LOOM.id());
            case TARGETS, RUST -> limit == Limit.C ? List.of() : List.of(CLimit.ID);
            default -> List.of();
        };
    }
}
