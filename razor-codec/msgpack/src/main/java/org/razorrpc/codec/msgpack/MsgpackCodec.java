package org.razorrpc.codec.msgpack;

import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.MessageCodec;

/** Keeps one compiled codec a type. Types are compiled under a lock, as a record's codec must not be made twice. */
final class MsgpackCodec implements Codec {
    static final String NAME = "msgpack";

    private final MsgpackConfig config;
    private final Readers readers = new Readers();
    private final ReentrantLock compiling = new ReentrantLock();
    private final Map<WireType, RootCodec> roots = new ConcurrentHashMap<>();
    private final Map<WireType, Shape> shapes = new ConcurrentHashMap<>();

    MsgpackCodec(MsgpackConfig config) {
        this.config = config;
    }

    @Override
    public int formatId() {
        return 0;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    @SuppressWarnings("unchecked") // The caller says which T the type stands for.
    public <T> MessageCodec<T> of(Type type) {
        try {
            WireType resolved = WireType.of(type);
            RootCodec root = roots.get(resolved);
            return (MessageCodec<T>) (root != null ? root : compile(resolved));
        } catch (Malformed e) {
            throw RootCodec.rooted(type.getTypeName(), e);
        }
    }

    private RootCodec compile(WireType type) {
        compiling.lock();
        try {
            RootCodec known = roots.get(type);
            if (known != null) {
                return known;
            }
            ShapeFactory factory = new ShapeFactory(config, shapes);
            RootCodec root = new RootCodec(type, factory.shape(type), config.maxDepth(), readers);
            shapes.putAll(factory.built());
            roots.put(type, root);
            return root;
        } catch (Malformed e) {
            throw RootCodec.rooted(type.toString(), e);
        } finally {
            compiling.unlock();
        }
    }
}
