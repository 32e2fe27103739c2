package org.razorrpc.benchmarks.bolt;

import java.io.Serializable;

/** Bytes, as SOFABolt wants them: it finds processors and serializers by the class of a message. Hessian knows no records. */
final class BoltMessage implements Serializable {
    private static final long serialVersionUID = 1;

    private byte[] bytes;

    BoltMessage(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes;
    }
}
