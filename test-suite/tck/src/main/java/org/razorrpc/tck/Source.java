package org.razorrpc.tck;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.razorrpc.stream.spi.RpcRuntime;

/** Sends the pattern in random chunks, heap and direct, for as long as there is a reason to go on. */
class Source extends Probe {

    private static final int MAX_CHUNK = 100_000;

    private final BooleanSupplier goOn;
    private final Pattern pattern = new Pattern();
    private final Random random = new Random(42);
    volatile boolean finished;

    Source(RpcRuntime runtime, BooleanSupplier goOn) {
        super(runtime);
        this.goOn = goOn;
    }

    /** Bytes; final once finished. */
    final long sent() {
        return pattern.position();
    }

    @Override
    void whenPulled(Consumer<ByteBuffer> batch) {
        if (!goOn.getAsBoolean()) {
            finished = true;
            return;
        }
        for (int i = random.nextInt(5); i >= 0; i--) {
            int size = random.nextInt(random.nextBoolean() ? 100 : MAX_CHUNK);
            batch.accept(
                    pattern.fill(random.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size)));
        }
        stream().requestWrite();
    }
}
