package org.razorrpc.stream;

/** What a pool thinks of an address: the states of a circuit breaker. */
public enum AddressState {
    /** Takes calls. The state that every address begins in, before it was ever connected to. */
    CLOSED,
    /** Known to be down: calls fail at once or go elsewhere, until a probe is due. */
    OPEN,
    /** A probe is under way, a connection and a ping; calls still fail at once or go elsewhere. */
    HALF_OPEN
}
