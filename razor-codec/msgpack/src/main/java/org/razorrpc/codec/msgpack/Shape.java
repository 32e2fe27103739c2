package org.razorrpc.codec.msgpack;

import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * How the values of one type look on the wire. Implementations are records where they can be: the JVM trusts a record's final
 * fields, so that a compiled record codec, which holds its shapes as constants, has all of them inlined.
 *
 * <p>{@code depth} is how many levels of nesting are still allowed.
 */
interface Shape {
    /** What {@link #missing} gives for a component that has to be there. */
    Object REQUIRED = new Object();

    /** Appends a value; null only where the shape is {@link #nilable}. */
    void write(@Nullable Object value, WireBuffer out, int depth);

    /** Reads a value; null only where the shape is {@link #nilable}. */
    @Nullable
    Object read(Reader in, int depth);

    /** Whether null is one of its values. */
    default boolean nilable() {
        return false;
    }

    /** Whether a value of it may be nil on the wire, so that nil around it would have two meanings. */
    default boolean writesNil() {
        return false;
    }

    /** The value of a component whose key is not there. */
    default @Nullable Object missing() {
        return REQUIRED;
    }

    /** Appends a value that may be null by mistake. */
    default void put(@Nullable Object value, WireBuffer out, int depth) {
        if (value == null && !nilable()) {
            throw new Malformed("is null; mark it @Nullable, or make it an Optional, if it may be");
        }
        write(value, out, depth);
    }
}
