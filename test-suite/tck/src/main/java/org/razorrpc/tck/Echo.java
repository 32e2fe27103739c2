package org.razorrpc.tck;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.razorrpc.stream.spi.RpcRuntime;

/** Sends back what it reads, and stops reading while much of it is not out yet. Closes when the peer has. */
final class Echo extends Probe {

    private static final long MUCH = 256 << 10;

    private final AtomicLong held = new AtomicLong();
    private volatile boolean paused;
    volatile int pauses;

    Echo(RpcRuntime runtime) {
        super(runtime);
    }

    @Override
    void whenRead(ByteBuffer in) {
        int count = in.remaining();
        append(ByteBuffer.allocate(count).put(in).flip());
        if (held.addAndGet(count) > MUCH && !paused) {
            stream().pauseReading();
            paused = true;
            pauses++;
            // The bytes may have gone out before the flag was there to be seen.
            resumeWhenLittleIsHeld();
        }
    }

    @Override
    void whenReadEnd() {
        stream().requestWrite();
    }

    @Override
    void whenWritten(long count) {
        held.addAndGet(-count);
        resumeWhenLittleIsHeld();
    }

    @Override
    void whenInputEnd() {
        stream().close();
    }

    private void resumeWhenLittleIsHeld() {
        if (paused && held.get() < MUCH / 2) {
            paused = false;
            stream().resumeReading();
        }
    }
}
