package org.razorrpc.stream;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * Names a generic type: {@code new TypeRef<List<String>>() {}}.
 *
 * @param <T> the type it names
 */
public abstract class TypeRef<T> {
    private final Type type;

    protected TypeRef() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parameterized)) {
            throw new IllegalStateException("TypeRef needs a type argument: new TypeRef<List<String>>() {}");
        }
        type = parameterized.getActualTypeArguments()[0];
    }

    public final Type type() {
        return type;
    }
}
