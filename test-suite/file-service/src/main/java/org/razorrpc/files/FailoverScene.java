package org.razorrpc.files;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Attempt;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.FailoverPool;
import org.razorrpc.stream.PoolConfig;
import org.razorrpc.stream.PoolListener;
import org.razorrpc.stream.PoolSnapshot;

/**
 * Three servers of one directory, each in a process of its own. While a tree is copied to them, the one with the most to do is
 * killed; the copy completes, and what the two others give back is compared with the original.
 *
 * <p>The kill comes from within the copy's progress, once a third of the bytes has arrived: the file whose block has just arrived
 * is not complete before the killed process is gone, so it happens in the middle of the copy however fast that is.
 */
final class FailoverScene {
    private static final int SERVERS = 3;
    private static final String TITLE = "failover";

    private final DemoSource source;
    private final Manifest original;
    private final PrintWriter out;

    FailoverScene(DemoSource source, Manifest original, PrintWriter out) {
        this.source = source;
        this.original = original;
        this.out = out;
    }

    void run() throws IOException {
        if (original.bytes() == 0) {
            out.println(TITLE + ": left out, there is not a byte to copy");
            return;
        }
        try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
            Path served = Files.createDirectory(temporary.path().resolve("served"));
            List<ServerProcess> servers = new ArrayList<>();
            try {
                for (int i = 0; i < SERVERS; i++) {
                    List<String> anywhere = List.of("tcp://127.0.0.1:0");
                    servers.add(ServerProcess.start(served, ClientOptions.RUNTIME, ClientOptions.CODEC, anywhere));
                }
                copy(servers, temporary.path().resolve("back"));
            } finally {
                for (ServerProcess server : servers) {
                    server.close();
                }
            }
        }
    }

    private void copy(List<ServerProcess> servers, Path back) throws IOException {
        Retries retries = new Retries();
        PoolConfig config = ClientOptions.poolConfig(SERVERS, clientConfig()).toBuilder()
                .listener(retries)
                .build();
        CopyOutput output = new CopyOutput(out, TITLE, 2 * original.bytes());
        Killer killer;
        TreeCopy.Report report;
        try (FailoverPool pool = ClientOptions.pool(addresses(servers), config)) {
            killer = new Killer(pool, servers, output);
            try (TreeCopy copy = new TreeCopy(pool, killer)) {
                report = copy.put(source.directory(), "copy", source.include());
                copy.get("copy", back);
            }
        } finally {
            output.end();
        }
        Demo.requireEqual(TITLE, original, back);
        out.println(TITLE + ": " + killer.result() + "; " + retries.made() + " calls tried again elsewhere; all "
                + report.files() + " files copied and verified");
    }

    private static ClientConfig clientConfig() {
        return ClientConfig.builder()
                .runtimeName(ClientOptions.RUNTIME)
                .codec(Plugins.codec(ClientOptions.CODEC))
                .build();
    }

    private static List<String> addresses(List<ServerProcess> servers) {
        return servers.stream().map(server -> server.addresses().getFirst()).toList();
    }

    /** Counts the calls that one server lost and another one got. */
    private static final class Retries implements PoolListener {
        private final AtomicLong made = new AtomicLong();

        @Override
        public void retry(Action<?, ?> action, Attempt failed, int number) {
            made.incrementAndGet();
        }

        long made() {
            return made.get();
        }
    }

    /** Passes the progress on, and kills once. Any thread; the one that kills returns when the process is gone. */
    private final class Killer implements TreeCopy.Progress {
        private final FailoverPool pool;
        private final List<ServerProcess> servers;
        private final CopyOutput output;
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicReference<@Nullable String> result = new AtomicReference<>();

        Killer(FailoverPool pool, List<ServerProcess> servers, CopyOutput output) {
            this.pool = pool;
            this.servers = servers;
            this.output = output;
        }

        @Override
        public void copied(long count) {
            long before = bytes.getAndAdd(count);
            long third = Math.max(1, original.bytes() / 3);
            if (before < third && before + count >= third) {
                kill(before + count);
            }
            output.copied(count);
        }

        @Override
        public void finished(String path) {
            output.finished(path);
        }

        private void kill(long copied) {
            PoolSnapshot.Address busiest = pool.snapshot().addresses().stream()
                    .max(Comparator.comparingInt(PoolSnapshot.Address::inFlight))
                    .orElseThrow();
            for (ServerProcess server : servers) {
                if (server.addresses().contains(busiest.address())) {
                    server.kill();
                }
            }
            result.set(String.format(
                    "one of %d servers killed after %s of %s, with %d calls in flight to it",
                    SERVERS, Text.bytes(copied), Text.bytes(original.bytes()), busiest.inFlight()));
        }

        String result() throws IOException {
            String killed = result.get();
            if (killed == null) {
                throw new IOException(TITLE + ": the copy ended before a server was killed");
            }
            return killed;
        }
    }
}
