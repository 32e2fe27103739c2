package org.razorrpc.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.razorrpc.benchmarks.load.Load;

/**
 * The twin's client with many calls in flight: the data path of a multiplexed client and nothing else, on platform threads. The
 * caller takes a place in the window and appends; the writer swaps the buffers and writes, and what is appended meanwhile rides
 * along with the next write; the reader counts answers and gives places back once for each read.
 */
final class TwinPipeline implements Load {
    /** Reading the clock would be a good part of a call's cost. */
    private static final int CALLS_BETWEEN_CLOCKS = 16;

    private static final int PATIENCE_SECONDS = 30;

    private final TwinFrames frames;
    private final int window;
    private final Semaphore places;
    /** Whether the writer has been asked to write since it last began to. */
    private final AtomicBoolean writeRequested = new AtomicBoolean();

    private final Thread writer =
            Thread.ofPlatform().daemon().name("twin-writer").unstarted(this::write);
    private final Thread reader =
            Thread.ofPlatform().daemon().name("twin-reader").unstarted(this::read);
    private volatile boolean closed;
    /** Only the caller's. */
    private long sent;

    private TwinPipeline(TwinFrames frames, int window) {
        this.frames = frames;
        this.window = window;
        this.places = new Semaphore(window);
    }

    static TwinPipeline start(TwinFrames frames, int window) {
        TwinPipeline pipeline = new TwinPipeline(frames, window);
        pipeline.writer.start();
        pipeline.reader.start();
        return pipeline;
    }

    @Override
    public long run(long nanos) throws IOException, InterruptedException {
        long before = sent;
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            sendSome();
        }
        take(window);
        places.release(window);
        return sent - before;
    }

    private void sendSome() throws IOException, InterruptedException {
        for (int i = 0; i < CALLS_BETWEEN_CLOCKS; i++) {
            take(1);
            frames.appendRequest(++sent);
            requestWrite();
        }
    }

    private void take(int count) throws IOException, InterruptedException {
        if (!places.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the twin's server does not answer");
        }
    }

    private void requestWrite() {
        if (!writeRequested.getAndSet(true)) {
            LockSupport.unpark(writer);
        }
    }

    private void write() {
        try {
            while (!closed) {
                if (writeRequested.getAndSet(false)) {
                    frames.flush();
                } else {
                    LockSupport.park(this);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        long answered = 0;
        try {
            int whole = frames.read(TwinFrames.RESPONSE);
            while (whole >= 0) {
                for (int i = 0; i < whole; i++) {
                    requireSeq(++answered);
                }
                places.release(whole);
                whole = frames.read(TwinFrames.RESPONSE);
            }
        } catch (ClosedChannelException closedHere) {
            // The end.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireSeq(long expected) throws IOException {
        long seq = frames.takeSeq(TwinFrames.RESPONSE);
        if (seq != expected) {
            throw new IOException("answer " + seq + " came where " + expected + " was due");
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(writer);
        try {
            frames.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
