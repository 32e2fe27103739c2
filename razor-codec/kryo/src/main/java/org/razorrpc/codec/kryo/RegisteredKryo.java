package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import org.jspecify.annotations.Nullable;

/**
 * A Kryo that knows the built-in classes, the configured ones and no others. References are off: with them a message could
 * build cycles, and every object costs a table entry.
 */
final class RegisteredKryo extends Kryo {

    RegisteredKryo(KryoConfig config) {
        super(new Ids(), null);
        setMaxDepth(config.maxDepth());
        setOptimizedGenerics(false);
        BuiltIns.registerAll(this);
        for (KryoConfig.Registered each : config.registered()) {
            Serializer<?> serializer = each.factory() == null
                    ? BuiltIns.serializerFor(each.type())
                    : each.factory().apply(this);
            register(each.type(), serializer, each.id());
        }
    }

    /** Like Kryo's, but a class that is not registered may travel as a stand-in, and is never registered on the way. */
    @Override
    @SuppressWarnings("rawtypes") // As Kryo declares it.
    public Registration getRegistration(Class type) {
        Registration registration = getClassResolver().getRegistration(type);
        if (registration != null) {
            return registration;
        }
        Class<?> standIn = BuiltIns.standIn(type);
        registration = standIn == null ? null : getClassResolver().getRegistration(standIn);
        if (registration == null) {
            throw new Refusal(unregistered(type));
        }
        return registration;
    }

    static String unregistered(Class<?> type) {
        return type.getTypeName() + " is not registered: add register(id, " + type.getSimpleName()
                + ".class) to the KryoConfig of both sides";
    }

    /** Reads ids only: a class by its name, which Kryo writes as id 1, is as unknown as any other id. */
    private static final class Ids extends DefaultClassResolver {
        @Override
        public @Nullable Registration readClass(Input input) {
            int id = input.readVarInt(true);
            if (id == NULL) {
                return null;
            }
            Registration registration = idToRegistration.get(id - 2);
            if (registration == null) {
                throw new Refusal(
                        "class id " + (id - 2) + " is not registered: both sides need the same registrations");
            }
            return registration;
        }
    }
}
