package org.razorrpc.codec.kryo;

import com.esotericsoftware.kryo.KryoException;

/** What the codec's own serializers throw: Kryo adds the path to its message. No stack trace: peers can provoke it at will. */
final class Refusal extends KryoException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message);
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
