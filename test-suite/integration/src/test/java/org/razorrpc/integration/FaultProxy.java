package org.razorrpc.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between clients and a server on TCP, and cuts a random connection every so often: by a reset, by an orderly end of one
 * direction, or after a random number of further bytes, which is mostly the middle of a frame. Can swallow all bytes too, as a network
 * does that drops packets.
 */
final class FaultProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Random random;
    private volatile boolean swallowing;
    final AtomicInteger resets = new AtomicInteger();
    final AtomicInteger halfCloses = new AtomicInteger();
    final AtomicInteger cutsInside = new AtomicInteger();

    FaultProxy(String serverAddress, long seed, long cutEveryMillis) throws IOException {
        server = (InetSocketAddress) RawPeer.socketAddress(serverAddress);
        random = new Random(seed);
        listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
        Thread.ofVirtual().start(() -> cutUntilClosed(cutEveryMillis));
    }

    /** From now on bytes are read and go nowhere, in both directions and on new connections too. Or they pass again. */
    void swallow(boolean on) {
        swallowing = on;
    }

    String address() {
        return "tcp://127.0.0.1:" + listener.getLocalPort();
    }

    int faults() {
        return resets.get() + halfCloses.get() + cutsInside.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Link link = new Link(listener.accept());
                links.add(link);
                link.begin();
            } catch (IOException over) {
                // Closed, or the client was gone already.
            }
        }
    }

    private void cutUntilClosed(long everyMillis) {
        try {
            while (!closed.await(everyMillis, TimeUnit.MILLISECONDS)) {
                links.removeIf(link -> link.client.isClosed());
                if (!links.isEmpty()) {
                    cut(links.get(random.nextInt(links.size())));
                }
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void cut(Link link) {
        boolean requests = random.nextBoolean();
        switch (random.nextInt(3)) {
            case 0 -> {
                resets.incrementAndGet();
                link.reset();
            }
            case 1 -> {
                halfCloses.incrementAndGet();
                link.halfClose(requests);
            }
            default -> {
                cutsInside.incrementAndGet();
                link.resetAfter(requests, random.nextInt(2000));
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        links.forEach(Link::reset);
    }

    /** A client's connection and the one to the server that belongs to it. */
    private final class Link {
        final Socket client;
        final Socket toServer;
        /** Bytes that may still pass, by direction; negative: any number. */
        private volatile long requestBytes = -1;

        private volatile long responseBytes = -1;

        Link(Socket client) throws IOException {
            this.client = client;
            try {
                toServer = new Socket(server.getAddress(), server.getPort());
            } catch (IOException e) {
                client.close();
                throw e;
            }
        }

        void begin() {
            Thread.ofVirtual().start(() -> pump(client, toServer, true));
            Thread.ofVirtual().start(() -> pump(toServer, client, false));
        }

        private void pump(Socket from, Socket to, boolean requests) {
            byte[] buffer = new byte[16 << 10];
            try {
                for (int count = from.getInputStream().read(buffer);
                        count >= 0;
                        count = from.getInputStream().read(buffer)) {
                    if (swallowing) {
                        continue;
                    }
                    long left = requests ? requestBytes : responseBytes;
                    if (left >= 0 && left <= count) {
                        to.getOutputStream().write(buffer, 0, (int) left);
                        reset();
                        return;
                    }
                    to.getOutputStream().write(buffer, 0, count);
                    passed(requests, left, count);
                }
                to.shutdownOutput();
            } catch (IOException ended) {
                reset();
            }
        }

        private void passed(boolean requests, long left, int count) {
            if (left >= 0) {
                limit(requests, left - count);
            }
        }

        private void limit(boolean requests, long bytes) {
            if (requests) {
                requestBytes = bytes;
            } else {
                responseBytes = bytes;
            }
        }

        void resetAfter(boolean requests, int bytes) {
            limit(requests, bytes);
        }

        void halfClose(boolean towardsServer) {
            try {
                (towardsServer ? toServer : client).shutdownOutput();
            } catch (IOException closedAlready) {
                reset();
            }
        }

        void reset() {
            for (Socket socket : List.of(client, toServer)) {
                try {
                    socket.setSoLinger(true, 0);
                    socket.close();
                } catch (IOException closedAlready) {
                    // That is what was wanted.
                }
            }
        }
    }
}
