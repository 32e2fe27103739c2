package org.razorrpc.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.SocketChannel;

/**
 * The twin's client: one platform thread that fills the window, writes, reads what has come, and so on. With a window of one it
 * is a caller that writes and reads by itself.
 */
final class TwinLoad implements Load {
    private final TwinFrames frames;
    private final int window;
    private long sent;
    private long answered;

    private TwinLoad(TwinFrames frames, int window) {
        this.frames = frames;
        this.window = window;
    }

    static TwinLoad connect(String address, int window, BatchCounter counter) throws IOException {
        URI uri = URI.create(address);
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(uri.getHost(), uri.getPort()))
                .setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new TwinLoad(new TwinFrames(channel, counter), window);
    }

    @Override
    public long run(long nanos) throws IOException {
        long before = answered;
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            fillWindow();
            takeAnswers();
        }
        while (answered < sent) {
            takeAnswers();
        }
        return answered - before;
    }

    private void fillWindow() throws IOException {
        int free = window - (int) (sent - answered);
        for (int i = 0; i < free; i++) {
            frames.appendRequest(++sent);
        }
        if (free > 0) {
            frames.flush(free);
        }
    }

    private void takeAnswers() throws IOException {
        int whole = frames.read(TwinFrames.RESPONSE);
        if (whole < 0) {
            throw new IOException("the twin's server closed the connection");
        }
        for (int i = 0; i < whole; i++) {
            if (frames.takeSeq(TwinFrames.RESPONSE) != ++answered) {
                throw new IOException("answer " + answered + " is out of order");
            }
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
