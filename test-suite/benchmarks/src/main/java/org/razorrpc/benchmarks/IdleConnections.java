package org.razorrpc.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;

/**
 * A program that has many connections to itself, each of which has made one call, and says how many bytes one end of one takes.
 * To be run with {@code -XX:NativeMemoryTracking=summary}: what the JVM counts as "Other" are direct buffers, Netty's too.
 */
public final class IdleConnections {
    static final Duration TAKES = Duration.ofSeconds(60);

    /** Two descriptors each, with which most systems' limits can do. */
    private static final int CONNECTIONS = 5_000;

    private static final int COLLECTIONS = 3;
    /** Some ticks, in which connections find that they have nothing to do. */
    private static final Duration IDLE = Duration.ofSeconds(3);

    private static final Pattern OTHER = Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

    private IdleConnections() {}

    /** @param args a runtime's name */
    public static void main(String[] args) throws Exception {
        Workload workload = Rows.workload("connections-" + 10_000);
        BatchCounter counter = new BatchCounter();
        ClientConfig config = ClientConfig.builder()
                .runtimeName(args[0])
                .codec(RazorServer.codec(workload))
                .build();
        List<ClientStream> streams = new ArrayList<>();
        try (RazorServer server = RazorServer.open(args[0], workload, counter)) {
            streams.add(connect(server.address(), config));
            long before = used();
            while (streams.size() <= CONNECTIONS) {
                streams.add(connect(server.address(), config));
            }
            Thread.sleep(IDLE);
            System.out.println((used() - before) / (2.0 * CONNECTIONS));
        } finally {
            streams.forEach(ClientStream::close);
        }
    }

    private static ClientStream connect(String address, ClientConfig config) {
        ClientStream stream = ClientStream.connect(address, config);
        stream.call(Echo.RECORDS.action(), Echo.RECORDS.request(1));
        return stream;
    }

    /** On the heap, without garbage, and outside. */
    private static long used() throws IOException {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < COLLECTIONS; i++) {
            memory.gc();
        }
        return memory.getHeapMemoryUsage().getUsed() + other();
    }

    private static long other() throws IOException {
        String summary;
        try {
            MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
            summary = (String) Objects.requireNonNull(beans.invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "vmNativeMemory",
                    new Object[] {new String[] {"summary"}},
                    new String[] {String[].class.getName()}));
        } catch (JMException e) {
            throw new IOException("the JVM does not tell what it uses", e);
        }
        Matcher other = OTHER.matcher(summary);
        if (!other.find()) {
            throw new IOException("no part is called Other in: " + summary);
        }
        return Long.parseLong(other.group(1)) << 10;
    }
}
