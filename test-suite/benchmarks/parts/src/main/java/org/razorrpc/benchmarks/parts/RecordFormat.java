package org.razorrpc.benchmarks.parts;

/** A way to turn records into bytes and back, used as its authors say it is quickest. Belongs to one thread. */
interface RecordFormat {

    /**
     * Writes one, over what was written before.
     *
     * @return how many bytes it takes
     */
    int encode(Object value) throws Exception;

    /** Reads what was written last. */
    Object decode() throws Exception;
}
