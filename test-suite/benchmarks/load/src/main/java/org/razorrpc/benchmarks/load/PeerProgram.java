package org.razorrpc.benchmarks.load;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A peer's program: {@code server MODE} says its port once it listens, {@code client MODE PORT WORK} says so once it is connected. Then
 * they answer as {@link Conversation} says: a server with a {@link Sample} whenever it is asked, a client after it has made calls for
 * as many nanoseconds as it is told.
 */
public final class PeerProgram {
    public static final String SERVER = "server";
    public static final String CLIENT = "client";

    private PeerProgram() {}

    /** Runs it, and ends the process: some frameworks leave threads behind. What they print goes to the error output. */
    public static void run(Peer peer, String... args) {
        PrintStream answers = System.out;
        System.setOut(System.err);
        try {
            converse(peer, answers, args);
            System.exit(0);
        } catch (Exception e) {
            answers.println(Conversation.failed(e));
            System.exit(1);
        }
    }

    private static void converse(Peer peer, PrintStream answers, String... args) throws Exception {
        String mode = args[1];
        if (args[0].equals(SERVER)) {
            try (Peer.Endpoint server = peer.serve(mode)) {
                Conversation.hold(Integer.toString(server.port()), answers, question -> sample());
            }
        } else {
            PeerWork work = PeerWork.parse(args[3]);
            try (Load load = peer.connect(mode, loopback(Integer.parseInt(args[2])), work)) {
                Conversation.hold("connected", answers, nanos -> run(load, Long.parseLong(nanos)));
            }
        }
    }

    private static String run(Load load, long nanos) throws Exception {
        Sample before = Sample.now(0, Counts.UNKNOWN);
        long calls = load.run(nanos);
        return Sample.now(calls, Counts.UNKNOWN).since(before).toLine();
    }

    private static String sample() {
        return Sample.now(0, Counts.UNKNOWN).toLine();
    }

    /** A row of the benchmarks that this peer has. */
    public record Case(String mode, PeerWork work) {}

    /** A little of every kind of work in every mode, for tests. */
    public static List<Case> cases(Peer peer) {
        List<PeerWork> works = List.of(
                new PeerWork(PeerWork.Callers.SLOTS, 16, Payload.MESSAGE),
                new PeerWork(PeerWork.Callers.SLOTS, 4, Payload.BLOB),
                new PeerWork(PeerWork.Callers.SLOTS, 4, Payload.QUESTION),
                new PeerWork(PeerWork.Callers.VIRTUAL_THREADS, 16, Payload.MESSAGE),
                new PeerWork(PeerWork.Callers.PLATFORM_THREADS, 1, Payload.MESSAGE));
        return peer.modes().stream()
                .flatMap(mode ->
                        works.stream().filter(work -> peer.does(mode, work)).map(work -> new Case(mode, work)))
                .toList();
    }

    /**
     * Runs both sides in this process, twice for that long.
     *
     * @return calls that were answered rightly
     */
    public static long tryOut(Peer peer, Case one, long nanos) throws Exception {
        try (Peer.Endpoint server = peer.serve(one.mode());
                Load load = peer.connect(one.mode(), loopback(server.port()), one.work())) {
            return load.run(nanos) + load.run(nanos);
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
