package org.razorrpc.stream;

import org.jspecify.annotations.Nullable;

/**
 * Reads from a call's failure where it belongs: a service with a leader answers an error that names the leader, say. Whoever
 * returns {@link Redirect.GoTo} or {@link Redirect.TryNext} for an error of the service's own promises that running the call
 * once more does no harm. A call that may have run ({@link Outcome#UNKNOWN}) and is not idempotent is never retried, whatever
 * the rule says.
 */
@FunctionalInterface
public interface RedirectRule {

    /** Says nothing: whether a call is retried depends on its outcome alone. */
    RedirectRule NONE = error -> null;

    /**
     * Asked after each failed attempt but those that were cancelled or timed out. Runs on the thread that delivers responses and
     * must not block. What it throws is logged and counts as null.
     *
     * @return null: as the outcome says
     */
    @Nullable
    Redirect redirect(RpcException error);
}
