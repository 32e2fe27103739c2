package org.razorrpc.interop;

import org.razorrpc.interop.Shapes.Bytes;
import org.razorrpc.stream.Action;

/** What both peers understand besides the file service's actions. */
final class Actions {
    static final Action<Shapes, Shapes> ECHO = Action.of(20, Shapes.class, Shapes.class);
    /** Makes a sample. */
    static final Action<Integer, Shapes> SAMPLE = Action.of(21, Integer.class, Shapes.class);

    static final Action<Bytes, Bytes> BYTES = Action.of(22, Bytes.class, Bytes.class);
    /** Echoes the blob and tells its length. */
    static final Action<Void, Long> BLOB = Action.of(23, Void.class, Long.class);

    static final Action<Fault, Void> FAULT =
            Action.of(24, Fault.class, Void.class).withErrors(Quota.class);
    /** Is never answered. */
    static final Action<Void, Void> NEVER = Action.of(25, Void.class, Void.class);
    /** Adds one. */
    static final Action<Long, Long> NEXT = Action.of(26, Long.class, Long.class);

    /** Is answered as {@link #NEXT} is, with the blob it came with, when a release says so. */
    static final Action<Long, Long> HOLD = Action.of(28, Long.class, Long.class);
    /** Answers that many of the calls held, the latest first; says how many were held. */
    static final Action<Integer, Integer> RELEASE = Action.of(29, Integer.class, Integer.class);

    static final Action<Void, Void> UNIT = Action.of(27, Void.class, Void.class);
    static final Action<Long, Long> NAMED = Action.of("next-é", Long.class, Long.class);

    private Actions() {}
}
