package org.razorrpc.stream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.razorrpc.stream.spi.CodecException;
import org.razorrpc.stream.spi.ResponseFrame;
import org.razorrpc.stream.spi.ResponseHeader;
import org.razorrpc.stream.spi.ServerConnection;
import org.razorrpc.stream.spi.ServerConnectionHandler;
import org.razorrpc.stream.spi.TransportConfig;
import org.razorrpc.stream.spi.WireBuffer;

/** A connection without a peer: keeps what the server does with it, and lets the test set its figures. */
final class RecordingServerConnection implements ServerConnection {
    /** {@code text} is the message or the error text. */
    record Answer(long seq, int flag, int errno, String text, int blobLength) {
        static Answer ok(long seq, String text) {
            return new Answer(seq, ResponseHeader.OK, 0, text, 0);
        }

        static Answer error(long seq, String text) {
            return new Answer(seq, ResponseHeader.TEXT, 0, text, 0);
        }

        static Answer errno(long seq, int errno) {
            return new Answer(seq, ResponseHeader.ERRNO, errno, "", 0);
        }
    }

    final List<Answer> answers = new CopyOnWriteArrayList<>();
    final List<ResponseFrame> frames = new CopyOnWriteArrayList<>();
    final List<ByteBuffer> reused = new CopyOnWriteArrayList<>();
    private final TransportConfig config;
    private final SocketAddress remote;
    volatile ServerConnectionHandler handler;
    volatile long unwritten;
    volatile long written;
    volatile long received = 1;
    volatile boolean paused;
    volatile boolean finished;
    volatile boolean closed;
    volatile Throwable closeCause;
    volatile int flushes;
    volatile int flushesNow;
    volatile int progressChecks;
    volatile int answersAtFinish;
    private volatile boolean encoding;

    RecordingServerConnection(TransportConfig config, SocketAddress remote) {
        this.config = config;
        this.remote = remote;
    }

    @Override
    public void reuse(ByteBuffer blob) {
        reused.add(blob);
    }

    @Override
    public boolean write(ResponseFrame frame) {
        if (encoding) {
            throw new IllegalStateException("within an encoder");
        }
        if (closed) {
            return false;
        }
        WireBuffer out = new WireBuffer(16);
        boolean isText = frame.flag() == ResponseHeader.TEXT;
        out.limit(isText ? config.maxErrorText() : config.maxMessage());
        encoding = true;
        try {
            frame.encode(out);
        } catch (WireBuffer.Overflow tooLong) {
            throw new CodecException(tooLong.getMessage());
        } finally {
            encoding = false;
        }
        Blob blob = frame.blob();
        String text = new String(out.array(), 0, out.position(), StandardCharsets.UTF_8);
        frames.add(frame);
        answers.add(new Answer(frame.seq(), frame.flag(), frame.errno(), text, blob == null ? 0 : (int) blob.length()));
        return true;
    }

    @Override
    public void finish() {
        finished = true;
        answersAtFinish = answers.size();
    }

    @Override
    public void flush() {
        flushes++;
    }

    @Override
    public void flushNow() {
        flushesNow++;
    }

    @Override
    public long unwritten() {
        return unwritten;
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public long received() {
        return received;
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
    }

    @Override
    public void checkProgress(long nanoTime) {
        progressChecks++;
    }

    @Override
    public void close(Throwable cause) {
        if (!closed) {
            closed = true;
            closeCause = cause;
            handler.onClosed(cause);
        }
    }

    @Override
    public SocketAddress localAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    }

    @Override
    public SocketAddress remoteAddress() {
        return remote;
    }
}
