package org.razorrpc.integration;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this process holds and has to give back, as Linux and the JDK count it.
 *
 * @param threads platform threads but those that carry virtual ones, which come and go
 * @param virtualThreads those that the JDK tracks, which are all
 * @param pollers descriptors that wait for sockets
 */
record Held(long threads, long virtualThreads, long sockets, long pollers, long directBytes) {

    static final Held NOTHING = new Held(0, 0, 0, 0, 0);

    static Held now() throws IOException {
        return new Held(
                countThreads(),
                countVirtualThreads(),
                descriptors("socket:"),
                descriptors("anon_inode:"),
                countDirectBytes());
    }

    boolean isWithin(Held other) {
        return threads <= other.threads
                && virtualThreads <= other.virtualThreads
                && sockets <= other.sockets
                && pollers <= other.pollers
                && directBytes <= other.directBytes;
    }

    private static long countThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.startsWith("ForkJoinPool"))
                .count();
    }

    private static long countVirtualThreads() throws IOException {
        Path directory = Files.createTempDirectory("razor-threads");
        Path dump = directory.resolve("threads.txt");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            try (Stream<String> lines = Files.lines(dump)) {
                return lines.filter(line -> line.startsWith("#") && line.contains(" virtual"))
                        .count();
            }
        } finally {
            Files.deleteIfExists(dump);
            Files.delete(directory);
        }
    }

    private static long descriptors(String kind) throws IOException {
        long count = 0;
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                count += isOf(kind, descriptor) ? 1 : 0;
            }
        }
        return count;
    }

    private static boolean isOf(String kind, Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith(kind);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /** Netty's are not among those that the JDK counts. */
    private static long countDirectBytes() {
        return UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
    }
}
