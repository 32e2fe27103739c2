package org.razorrpc.runtime.loom;

/** What the runtime closes when it is closed: a stream, a listener, a connection attempt. */
interface Resource {

    /** Never blocks; idempotent. */
    void close();
}
