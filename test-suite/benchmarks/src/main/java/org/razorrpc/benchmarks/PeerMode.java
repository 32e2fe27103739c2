package org.razorrpc.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.razorrpc.benchmarks.load.Payload;
import org.razorrpc.benchmarks.load.PeerProgram;
import org.razorrpc.benchmarks.load.PeerWork;

/**
 * Another framework, in one of its set-ups. Its program is a module of its own, below this one, on a class path of its own.
 *
 * @param peer the module's name
 * @param mode as its program calls it
 * @param usual whether it is only there to show what the framework does as it comes: it does less kinds of work
 */
record PeerMode(String peer, String mode, boolean usual) implements Contestant {
    private static final List<PeerMode> ALL = List.of(
            new PeerMode("bolt", "default", true),
            new PeerMode("bolt", "tuned", false),
            new PeerMode("rsocket", "default", true),
            new PeerMode("rsocket", "zero-copy", false),
            new PeerMode("grpc", "unary", true),
            new PeerMode("grpc", "unary-direct", false),
            new PeerMode("grpc", "stream", true),
            new PeerMode("grpc", "stream-direct", false),
            new PeerMode("thrift", "non-blocking", false),
            new PeerMode("thrift", "threaded-selector", true),
            new PeerMode("thrift", "thread-pool", false),
            new PeerMode("dubbo", "dubbo", true),
            new PeerMode("dubbo", "dubbo-direct", false),
            new PeerMode("dubbo", "triple", false),
            new PeerMode("armeria", "default", true),
            new PeerMode("armeria", "unbounded", false));
    /** They lose calls when more are in flight: their threads' queues are shorter, and triple cancels streams. */
    private static final Set<String> LOSSY = Set.of("bolt-default", "dubbo", "dubbo-triple");

    private static final int LOST_ABOVE = 600;
    /** Their code for HTTP/2 is much, and their first seconds are no measure of it. */
    private static final Duration SLOW_WARM_UP = Duration.ofSeconds(40);

    static List<PeerMode> all() {
        return ALL;
    }

    @Override
    public String id() {
        return peer.equals(mode) ? peer : mode.startsWith(peer) ? mode : peer + "-" + mode;
    }

    /** Whether it has been built: {@code ./razor bench --full} does that. */
    boolean isBuilt() {
        return Files.exists(target().resolve("peer.jar"));
    }

    private Path target() {
        return Home.path("test-suite", "benchmarks", "peers", peer, "target");
    }

    boolean does(Workload workload) {
        boolean blocking = workload.style().isBlocking();
        boolean wide =
                workload.style() == Style.VIRTUAL_THREADS || workload.style().isBlobs();
        // Messages of a stream are answered in order, to nobody who waits.
        boolean able = !mode.startsWith("stream") || !blocking;
        boolean lossy = LOSSY.contains(id()) && workload.calls() > LOST_ABOVE;
        return able && !lossy && !(usual && wide);
    }

    @Override
    public Duration warmUpAtLeast() {
        return Stream.of("grpc", "armeria", "dubbo").anyMatch(peer::equals) ? SLOW_WARM_UP : Duration.ZERO;
    }

    @Override
    public Contender start(Workload workload) throws IOException {
        String classPath = target().resolve("peer.jar") + File.pathSeparator + target().resolve("lib") + "/*";
        String main = "org.razorrpc.benchmarks." + peer + "."
                + peer.substring(0, 1).toUpperCase(Locale.ROOT) + peer.substring(1) + "Peer";
        return ProcessPair.start(workload, new ProcessPair.Programs() {
            @Override
            public Worker server() throws IOException {
                return Worker.start(classPath, main, List.of(PeerProgram.SERVER, mode));
            }

            @Override
            public Worker client(String port) throws IOException {
                return Worker.start(
                        classPath,
                        main,
                        List.of(PeerProgram.CLIENT, mode, port, work(workload).toArgument()));
            }
        });
    }

    private static PeerWork work(Workload workload) {
        PeerWork.Callers callers = switch (workload.style()) {
            case VIRTUAL_THREADS -> PeerWork.Callers.VIRTUAL_THREADS;
            case PLATFORM_THREADS -> PeerWork.Callers.PLATFORM_THREADS;
            default -> PeerWork.Callers.SLOTS;
        };
        int bytes = workload.style() == Style.BLOBS_READ ? Payload.QUESTION : workload.bytes();
        return new PeerWork(callers, workload.calls(), bytes);
    }
}
