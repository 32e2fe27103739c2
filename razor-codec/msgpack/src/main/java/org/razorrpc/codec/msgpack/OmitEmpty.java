package org.razorrpc.codec.msgpack;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Leaves the key out of the record's map where the component is an empty {@code Optional} or null. For optional and nullable
 * components; the same as serde's {@code skip_serializing_if = "Option::is_none"}.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface OmitEmpty {}
