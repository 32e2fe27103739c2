package org.razorrpc.codec.msgpack;

import java.lang.annotation.Annotation;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A type without variables and wildcards, with the annotations that matter.
 *
 * @param arguments of a generic class; of an array, its component
 */
record WireType(Class<?> raw, List<WireType> arguments, boolean nullable, boolean unsigned) {

    static WireType of(Type type) {
        return resolve(type, null, Map.of());
    }

    /**
     * @param annotated the same type with its annotations; null where they are not known
     * @param variables what the type variables in scope stand for
     */
    static WireType resolve(Type type, @Nullable AnnotatedType annotated, Map<TypeVariable<?>, WireType> variables) {
        WireType bare = switch (type) {
            case Class<?> plain -> ofClass(plain, annotated, variables);
            case ParameterizedType generic -> ofGeneric(generic, annotated, variables);
            case GenericArrayType array ->
                arrayOf(resolve(array.getGenericComponentType(), component(annotated), variables));
            case TypeVariable<?> variable -> ofVariable(variable, variables);
            case WildcardType wildcard -> resolve(bound(wildcard), null, variables);
            default -> throw new Malformed("a type of " + type.getClass() + " is not supported");
        };
        if (annotated == null) {
            return bare;
        }
        return bare.with(isNullable(annotated.getAnnotations()), annotated.isAnnotationPresent(Unsigned.class));
    }

    private static WireType ofClass(
            Class<?> type, @Nullable AnnotatedType annotated, Map<TypeVariable<?>, WireType> variables) {
        if (type.isArray()) {
            return arrayOf(resolve(type.getComponentType(), component(annotated), variables));
        }
        if (type.getTypeParameters().length > 0) {
            throw new Malformed(type.getName() + " lacks its type arguments; write them out, at the root by a TypeRef");
        }
        return new WireType(type == void.class ? Void.class : type, List.of(), false, false);
    }

    private static WireType ofGeneric(
            ParameterizedType type, @Nullable AnnotatedType annotated, Map<TypeVariable<?>, WireType> variables) {
        Type[] arguments = type.getActualTypeArguments();
        List<WireType> resolved = new ArrayList<>(arguments.length);
        for (int i = 0; i < arguments.length; i++) {
            AnnotatedType argument = annotated instanceof AnnotatedParameterizedType generic
                    ? generic.getAnnotatedActualTypeArguments()[i]
                    : null;
            resolved.add(resolve(arguments[i], argument, variables));
        }
        return new WireType((Class<?>) type.getRawType(), List.copyOf(resolved), false, false);
    }

    private static WireType ofVariable(TypeVariable<?> variable, Map<TypeVariable<?>, WireType> variables) {
        WireType known = variables.get(variable);
        if (known == null) {
            throw new Malformed("nothing says what the type variable " + variable + " stands for; use a TypeRef");
        }
        return known;
    }

    private static WireType arrayOf(WireType component) {
        return new WireType(component.raw.arrayType(), List.of(component), false, false);
    }

    private static @Nullable AnnotatedType component(@Nullable AnnotatedType annotated) {
        return annotated instanceof AnnotatedArrayType array ? array.getAnnotatedGenericComponentType() : null;
    }

    private static Type bound(WildcardType wildcard) {
        return wildcard.getLowerBounds().length > 0 ? wildcard.getLowerBounds()[0] : wildcard.getUpperBounds()[0];
    }

    /** Any annotation of that name will do: there are a dozen, and nobody is to be forced to one. */
    static boolean isNullable(Annotation[] annotations) {
        for (Annotation each : annotations) {
            if (each.annotationType().getSimpleName().equals("Nullable")) {
                return true;
            }
        }
        return false;
    }

    WireType with(boolean alsoNullable, boolean alsoUnsigned) {
        return new WireType(raw, arguments, nullable || alsoNullable, unsigned || alsoUnsigned);
    }

    WireType argument(int index) {
        return arguments.get(index);
    }

    /** What the class's own type variables stand for. */
    Map<TypeVariable<?>, WireType> variables() {
        Map<TypeVariable<?>, WireType> variables = new HashMap<>();
        TypeVariable<?>[] parameters = raw.getTypeParameters();
        for (int i = 0; i < parameters.length; i++) {
            variables.put(parameters[i], arguments.get(i));
        }
        return variables;
    }

    /** The class, for a primitive its box. */
    Class<?> box() {
        return MethodType.methodType(raw).wrap().returnType();
    }

    // Written out, as linking those that a record has takes milliseconds of a first call.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WireType that
                && raw == that.raw
                && arguments.equals(that.arguments)
                && nullable == that.nullable
                && unsigned == that.unsigned;
    }

    @Override
    public int hashCode() {
        return 31 * raw.hashCode() + arguments.hashCode();
    }

    /** For messages. */
    @Override
    public String toString() {
        if (raw.isArray()) {
            return argument(0) + "[]";
        }
        String name = raw.getSimpleName();
        return arguments.isEmpty()
                ? name
                : arguments.stream().map(WireType::toString).collect(Collectors.joining(", ", name + "<", ">"));
    }
}
