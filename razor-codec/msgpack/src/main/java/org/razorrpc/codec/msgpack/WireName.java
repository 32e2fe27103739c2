package org.razorrpc.codec.msgpack;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name on the wire, where it is not the one in Java: of a record's component (its key), of an enum's constant, of a record
 * that is a variant of a sealed interface. The same as serde's {@code rename}.
 */
@Documented
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface WireName {

    String value();
}
