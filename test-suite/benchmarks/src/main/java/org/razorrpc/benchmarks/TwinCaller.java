package org.razorrpc.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.razorrpc.benchmarks.load.Load;

/** The twin's client as one blocking caller: writes a request and reads its answer by itself. */
final class TwinCaller implements Load {
    private final TwinFrames frames;
    private long seq;

    TwinCaller(TwinFrames frames) {
        this.frames = frames;
    }

    @Override
    public long run(long nanos) throws IOException {
        long before = seq;
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            frames.appendRequest(++seq);
            frames.flush();
            awaitAnswer();
        }
        return seq - before;
    }

    private void awaitAnswer() throws IOException {
        int whole = 0;
        while (whole == 0) {
            whole = frames.read(TwinFrames.RESPONSE);
        }
        if (whole < 0) {
            throw new IOException("the twin's server closed the connection");
        }
        if (frames.takeSeq(TwinFrames.RESPONSE) != seq) {
            throw new IOException("the answer is not that of call " + seq);
        }
    }

    @Override
    public void close() {
        try {
            frames.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
