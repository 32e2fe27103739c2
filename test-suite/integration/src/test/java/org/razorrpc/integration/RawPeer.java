package org.razorrpc.integration;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One end of a connection without any razor: a blocking socket that says and hears bytes, however wrong they are. */
record RawPeer(SocketChannel channel) implements AutoCloseable {

    static RawPeer connect(String address) throws IOException {
        return new RawPeer(SocketChannel.open(socketAddress(address)));
    }

    static SocketAddress socketAddress(String address) {
        URI uri = URI.create(address);
        return uri.getScheme().equals("unix")
                ? UnixDomainSocketAddress.of(uri.getPath())
                : new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    RawPeer say(byte[]... parts) throws IOException {
        for (byte[] part : parts) {
            say(part, 0, part.length);
        }
        return this;
    }

    void say(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Exactly that many bytes. */
    byte[] hear(int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the connection ended after " + buffer.position() + " of " + count + " bytes");
            }
        }
        return buffer.array();
    }

    /** A whole request. */
    byte[] hearRequest() throws IOException {
        byte[] header = hear(32);
        ByteBuffer fields = Frames.littleEndian(header);
        int name = fields.getInt(4) < 0 ? fields.getInt(4) & Integer.MAX_VALUE : 0;
        return Frames.join(header, hear(name + fields.getInt(24) + fields.getInt(28)));
    }

    /** Everything up to an orderly end of the stream; a reset is an exception. */
    byte[] hearToEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        while (channel.read(buffer.clear()) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
        }
        return all.toByteArray();
    }

    /** Everything up to the end, which may be a reset. */
    byte[] hearToAnyEnd() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        try {
            while (channel.read(buffer.clear()) >= 0) {
                all.write(buffer.array(), 0, buffer.position());
            }
        } catch (IOException reset) {
            // As good as an end.
        }
        return all.toByteArray();
    }

    void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** Closes with a reset; Unix sockets have none and close orderly. */
    void reset() throws IOException {
        if (channel.getLocalAddress() instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
        channel.close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
