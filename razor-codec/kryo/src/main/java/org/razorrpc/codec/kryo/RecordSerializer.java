package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/**
 * A record's components in their order, each as its declared type says. Kryo's own serializer for records sorts them by
 * name, reflects on every call and believes any type for a component.
 */
final class RecordSerializer extends Serializer<Record> {
    private final Class<? extends Record> type;
    private final RecordComponent[] components;
    private final Slot[] slots;
    private final MethodHandle[] getters;
    private final MethodHandle constructor;

    RecordSerializer(Class<? extends Record> type) {
        this.type = type;
        components = type.getRecordComponents();
        slots = Arrays.stream(components)
                .map(component -> Slot.of(component.getGenericType()))
                .toArray(Slot[]::new);
        try {
            getters = getters(components);
            constructor = constructor(type, components);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    type.getName() + " is not accessible: its module must open " + type.getPackageName() + " to "
                            + RecordSerializer.class.getModule(),
                    e);
        }
    }

    private static MethodHandle[] getters(RecordComponent[] components) throws ReflectiveOperationException {
        MethodHandle[] getters = new MethodHandle[components.length];
        for (int i = 0; i < components.length; i++) {
            Method accessor = components[i].getAccessor();
            accessor.setAccessible(true);
            getters[i] = MethodHandles.lookup()
                    .unreflect(accessor)
                    .asType(MethodType.methodType(Object.class, Object.class));
        }
        return getters;
    }

    private static MethodHandle constructor(Class<?> type, RecordComponent[] components)
            throws ReflectiveOperationException {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<?> canonical = type.getDeclaredConstructor(types);
        canonical.setAccessible(true);
        return MethodHandles.lookup()
                .unreflectConstructor(canonical)
                .asSpreader(Object[].class, types.length)
                .asType(MethodType.methodType(Object.class, Object[].class));
    }

    @Override
    public void write(Kryo kryo, Output out, Record value) {
        for (int i = 0; i < slots.length; i++) {
            try {
                slots[i].write(kryo, out, get(i, value));
            } catch (KryoException e) {
                throw at(i, e);
            }
        }
    }

    @Override
    public Record read(Kryo kryo, Input in, Class<? extends Record> ignored) {
        Object[] values = new Object[slots.length];
        for (int i = 0; i < slots.length; i++) {
            try {
                values[i] = slots[i].read(kryo, in);
            } catch (KryoException e) {
                throw at(i, e);
            }
        }
        return construct(values);
    }

    private Object get(int component, Record value) {
        try {
            return getters[component].invokeExact((Object) value);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new KryoException(e.getMessage(), e);
        }
    }

    private Record construct(Object[] values) {
        try {
            return (Record) (Object) constructor.invokeExact(values);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new KryoException(
                    "the constructor of " + type.getName() + " refuses the values: " + e.getMessage(), e);
        }
    }

    private KryoException at(int component, KryoException e) {
        e.addTrace(type.getSimpleName() + "." + components[component].getName());
        return e;
    }
}
