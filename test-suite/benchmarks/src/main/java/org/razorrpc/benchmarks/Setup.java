package org.razorrpc.benchmarks;

/**
 * How razor is set up.
 *
 * @param concurrent handlers run on a virtual thread each, not on the connection's reader
 * @param unix a Unix socket, not TCP
 * @param heap blobs lie in heap buffers, not in direct ones
 */
record Setup(Format format, boolean concurrent, boolean unix, boolean heap) {
    static final Setup USUAL = new Setup(Format.MSGPACK, false, false, false);

    /** What messages are made of. */
    enum Format {
        MSGPACK,
        KRYO,
        /** Bytes without a codec. */
        RAW
    }

    Setup of(Format value) {
        return new Setup(value, concurrent, unix, heap);
    }

    Setup onVirtualThreads() {
        return new Setup(format, true, unix, heap);
    }

    Setup overUnix() {
        return new Setup(format, concurrent, true, heap);
    }

    Setup fromHeap() {
        return new Setup(format, concurrent, unix, true);
    }
}
