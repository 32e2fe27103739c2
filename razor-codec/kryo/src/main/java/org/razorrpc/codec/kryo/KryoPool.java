package org.razorrpc.codec.kryo;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Unused Kryo instances, which are costly to make and serve one thread at a time. Each place of the array holds one or none;
 * a thread begins at a place of its own, so that a thread mostly meets its last instance and seldom another thread. Nobody
 * waits: where none is found one is made, where no place is free it is dropped.
 */
final class KryoPool {
    private final KryoConfig config;
    private final AtomicReferenceArray<@Nullable KryoInstance> idle;

    KryoPool(KryoConfig config) {
        this.config = config;
        this.idle = new AtomicReferenceArray<>(config.maxIdle());
    }

    KryoInstance take() {
        int size = idle.length();
        for (int i = 0, place = home(size); i < size; i++, place = place + 1 == size ? 0 : place + 1) {
            // The plain look first: a write to an empty place would take its cache line from its owner.
            if (idle.get(place) != null) {
                KryoInstance found = idle.getAndSet(place, null);
                if (found != null) {
                    return found;
                }
            }
        }
        return new KryoInstance(config);
    }

    void give(KryoInstance instance) {
        int size = idle.length();
        for (int i = 0, place = home(size); i < size; i++, place = place + 1 == size ? 0 : place + 1) {
            if (idle.get(place) == null && idle.compareAndSet(place, null, instance)) {
                return;
            }
        }
    }

    private static int home(int size) {
        return (int) (Thread.currentThread().threadId() % size);
    }
}
