package org.razorrpc.codec.msgpack;

import java.util.List;

/** What the compiled codecs of records have in common: {@link RecordCompiler} makes a subclass a record type. */
abstract class RecordShape implements Shape {
    private final String type;
    private final List<String> components;
    private final boolean writesNil;

    RecordShape(String type, List<String> components, boolean writesNil) {
        this.type = type;
        this.components = components;
        this.writesNil = writesNil;
    }

    @Override
    public final boolean writesNil() {
        return writesNil;
    }

    /** What to throw on the way out; {@code component} is the one at work, -1 for none. */
    final RuntimeException failed(Throwable thrown, int component) {
        return Malformed.within(component < 0 ? "" : "." + components.get(component), thrown);
    }

    static Malformed twice(Reader in) {
        return in.failure(in.position(), "the key comes twice; the second one's value is");
    }

    /**
     * Names the first component that is not there.
     *
     * @param seen bits of the components that were read
     * @param required bits of those that have to be
     * @param first the component of the lowest bit
     */
    final RuntimeException missing(Reader in, long seen, long required, int first) {
        int component = first + Long.numberOfTrailingZeros(required & ~seen);
        return failed(in.failure(in.position(), "is missing; " + type + " ends"), component);
    }
}
