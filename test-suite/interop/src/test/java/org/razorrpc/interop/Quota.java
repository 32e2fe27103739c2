package org.razorrpc.interop;

import org.razorrpc.codec.msgpack.Unsigned;

/** An error value of a user's own type. */
record Quota(String resource, @Unsigned long limit) {}
