package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.Collection;
import java.util.Comparator;
import java.util.SortedSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A count and the elements. The collection grows as elements arrive, never by the count. */
final class CollectionSerializer extends Serializer<Collection<?>> implements Slot.Generic {
    private final Supplier<Collection<Object>> empty;
    private final UnaryOperator<Collection<Object>> finish;
    private final Slot element;

    CollectionSerializer(Supplier<Collection<Object>> empty, UnaryOperator<Collection<Object>> finish) {
        this(empty, finish, Slot.ANY);
    }

    private CollectionSerializer(
            Supplier<Collection<Object>> empty, UnaryOperator<Collection<Object>> finish, Slot element) {
        this.empty = empty;
        this.finish = finish;
        this.element = element;
    }

    @Override
    public CollectionSerializer with(Slot... arguments) {
        return arguments.length == 1 ? new CollectionSerializer(empty, finish, arguments[0]) : this;
    }

    @Override
    public void write(Kryo kryo, Output out, Collection<?> value) {
        if (value instanceof SortedSet<?> set) {
            requireNaturalOrder(set.comparator());
        }
        int left = value.size();
        out.writeVarInt(left, true);
        for (Object element : value) {
            left--;
            kryo.writeClassAndObject(out, element);
        }
        requireUnchanged(left);
    }

    @Override
    public Collection<?> read(Kryo kryo, Input in, Class<? extends Collection<?>> type) {
        Collection<Object> elements = empty.get();
        for (int left = CheckedInput.readCount(in); left > 0; left--) {
            if (!elements.add(element.readOpen(kryo, in))) {
                throw new Refusal("an element of a set comes twice");
            }
        }
        return finish.apply(elements);
    }

    static void requireNaturalOrder(@Nullable Comparator<?> comparator) {
        if (comparator != null && comparator != Comparator.naturalOrder()) {
            throw new Refusal(
                    "a sorted collection has a comparator, which cannot be sent: send a LinkedHashMap or a List");
        }
    }

    static void requireUnchanged(int left) {
        if (left != 0) {
            throw new Refusal("a collection changed while it was encoded");
        }
    }
}
