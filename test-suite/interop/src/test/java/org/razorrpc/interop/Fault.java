package org.razorrpc.interop;

import org.razorrpc.codec.msgpack.Newtype;

/** Which error to answer. */
sealed interface Fault {

    @Newtype
    record Errno(long number) implements Fault {}

    @Newtype
    record Text(String text) implements Fault {}

    @Newtype
    record Value(Quota quota) implements Fault {}

    /** One of the framework's words, as only a Rust handler can answer it. */
    @Newtype
    record Word(String word) implements Fault {}
}
