package org.razorrpc.codec.msgpack;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A {@code long} whose 64 bits are an unsigned number, Rust's u64; see {@link Long#compareUnsigned}. Without it a number above
 * 2^63-1 is a decode error. Also inside other types: {@code List<@Unsigned Long>}, {@code @Unsigned long[]}.
 */
@Documented
@Target(ElementType.TYPE_USE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Unsigned {}
