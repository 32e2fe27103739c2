package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Array;
import java.util.Arrays;

/**
 * Every array but those of primitives: how many dimensions, of which class, a count, the elements. So the class of an array
 * needs no id of its own.
 */
final class ArraySerializer extends Serializer<Object[]> {
    private static final int MAX_DIMENSIONS = 16;
    private static final int FIRST_CAPACITY = 16;

    /** What the innermost array holds: an array of primitives counts as a thing. */
    static Class<?> element(Class<?> array) {
        Class<?> element = array.getComponentType();
        while (element.isArray() && !element.getComponentType().isPrimitive()) {
            element = element.getComponentType();
        }
        return element;
    }

    @Override
    public void write(Kryo kryo, Output out, Object[] value) {
        Class<?> element = element(value.getClass());
        Registration registration = kryo.getClassResolver().getRegistration(element);
        if (registration == null) {
            throw new Refusal(RegisteredKryo.unregistered(element) + " for arrays of it");
        }
        out.writeVarInt(dimensions(value.getClass(), element), true);
        kryo.writeClass(out, element);
        out.writeVarInt(value.length, true);
        for (Object each : value) {
            kryo.writeClassAndObject(out, each);
        }
    }

    private static int dimensions(Class<?> array, Class<?> element) {
        int dimensions = 1;
        for (Class<?> c = array.getComponentType(); c != element; c = c.getComponentType()) {
            dimensions++;
        }
        if (dimensions > MAX_DIMENSIONS) {
            throw new Refusal(dimensions + " dimensions of an array, " + MAX_DIMENSIONS + " are the most");
        }
        return dimensions;
    }

    @Override
    public Object[] read(Kryo kryo, Input in, Class<? extends Object[]> type) {
        Class<?> component = readComponent(kryo, in);
        int count = CheckedInput.readCount(in);
        // Not the announced count: arrays nested in each other could each announce all that is left.
        Object[] elements = (Object[]) Array.newInstance(component, Math.min(count, FIRST_CAPACITY));
        for (int i = 0; i < count; i++) {
            if (i == elements.length) {
                elements = Arrays.copyOf(elements, Math.min(count, 2 * i));
            }
            elements[i] = Slot.readAs(kryo, in, component, Slot.NONE);
        }
        return elements;
    }

    private static Class<?> readComponent(Kryo kryo, Input in) {
        int dimensions = in.readVarInt(true);
        if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
            throw new Refusal(dimensions + " dimensions of an array, it has 1 to " + MAX_DIMENSIONS);
        }
        Registration registration = kryo.readClass(in);
        if (registration == null) {
            throw new Refusal("an array of nothing");
        }
        Class<?> component = Slot.boxed(registration.getType());
        for (int i = 1; i < dimensions; i++) {
            component = component.arrayType();
        }
        return component;
    }
}
