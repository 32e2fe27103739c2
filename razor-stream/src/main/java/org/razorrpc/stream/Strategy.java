package org.razorrpc.stream;

/** How a {@link FailoverPool} chooses among the addresses that are not known to be down. */
public enum Strategy {
    /** One after the other, beginning anywhere. */
    ROUND_ROBIN,
    /** The one with the fewest calls in flight or waiting; looks at all of them for each call. */
    LEAST_IN_FLIGHT,
    /** Of two chosen at random the one with fewer calls in flight or waiting: nearly as even, and quick with many addresses. */
    POWER_OF_TWO,
    /**
     * For stateful services: all calls go to one address, first that at the head of the list. It changes when a call is redirected
     * ({@link RedirectRule}), or when it is down and another one answers.
     */
    LEADER
}
