package org.razorrpc.files;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.ClientConfig;
import org.razorrpc.stream.ClientStream;

/** Copies a tree to a server and back over every combination of plug-ins, and once while a server dies; and compares. */
final class Demo {
    private static final String ROW = "%-8s %-8s %-6s %7s %9s %8s %11s %9s %11s%n";

    private final DemoSource source;
    private final PrintWriter out;
    private final PrintWriter err;

    Demo(DemoSource source, PrintWriter out, PrintWriter err) {
        this.source = source;
        this.out = out;
        this.err = err;
    }

    private record Result(String runtime, String codec, String scheme, TreeCopy.Report report, Speed speed) {}

    private record Speed(double seconds, long calls, double callsPerFlush) {}

    /** @return whether every file came back as it was */
    boolean run() throws IOException {
        Manifest original = manifest(source.directory());
        out.printf(
                Locale.ROOT,
                "%d files, %s, to a file server in another process and back%n",
                original.files(),
                Text.bytes(original.bytes()));
        List<Result> results = new ArrayList<>();
        for (String runtime : Plugins.runtimes()) {
            for (String codec : Plugins.codecs()) {
                results.addAll(copyOver(runtime, codec, original));
            }
        }
        new FailoverScene(source, original, out).run();
        print(results);
        if (results.isEmpty()) {
            err.println("razor demo: no runtime, codec and transport that fit together are present");
        }
        return !results.isEmpty();
    }

    private Manifest manifest(Path directory) throws IOException {
        try (Tree tree = Tree.open(directory)) {
            return Manifest.of(tree, source.include());
        }
    }

    private List<Result> copyOver(String runtime, String codec, Manifest original) throws IOException {
        List<Result> results = new ArrayList<>();
        try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
            Path served = Files.createDirectory(temporary.path().resolve("served"));
            List<String> listen = addresses(temporary.path());
            try (ServerProcess server = ServerProcess.start(served, runtime, codec, listen)) {
                for (String address : server.addresses()) {
                    results.add(copyOver(runtime, codec, address, original, temporary.path()));
                }
            }
        }
        return results;
    }

    /** An address for every transport that reaches another process. */
    private static List<String> addresses(Path temporary) {
        List<String> addresses = new ArrayList<>();
        for (String scheme : Plugins.schemes()) {
            switch (scheme) {
                case "tcp" -> addresses.add("tcp://127.0.0.1:0");
                case "unix" -> addresses.add("unix://" + temporary.resolve("socket"));
                default -> {
                    // mem:// ends at the process; how to make an address of any other, nobody said.
                }
            }
        }
        return addresses;
    }

    private Result copyOver(String runtime, String codec, String address, Manifest original, Path temporary)
            throws IOException {
        String scheme = address.substring(0, address.indexOf(':'));
        String title = runtime + " " + codec + " " + scheme;
        FlushCounter counter = new FlushCounter();
        CopyOutput output = new CopyOutput(out, title, 2 * original.bytes());
        Path back = temporary.resolve("back");
        TreeCopy.Report report;
        try (ClientStream stream = ClientStream.connect(address, config(runtime, codec, counter));
                TreeCopy copy = new TreeCopy(stream, output)) {
            report = copy.put(source.directory(), scheme, source.include());
            copy.get(scheme, back);
        } finally {
            output.end();
        }
        Speed speed = new Speed(output.seconds(), counter.calls(), counter.callsPerFlush());
        requireEqual(title, original, back);
        TemporaryDirectory.delete(back);
        TemporaryDirectory.delete(temporary.resolve("served").resolve(scheme));
        out.println(title + ": copied and verified");
        return new Result(runtime, codec, scheme, report, speed);
    }

    private static ClientConfig config(String runtime, String codec, FlushCounter counter) {
        return ClientConfig.builder()
                .runtimeName(runtime)
                .codec(Plugins.codec(codec))
                .transportConfig(counter.transportConfig())
                .build();
    }

    /** @throws IOException naming the first path that is not as it was */
    static void requireEqual(String title, Manifest original, Path back) throws IOException {
        try (Tree tree = Tree.open(back)) {
            @Nullable String difference = original.firstDifference(Manifest.of(tree, all -> true));
            if (difference != null) {
                throw new IOException(title + ": " + Text.escaped(difference) + " came back different");
            }
        }
    }

    private void print(List<Result> results) {
        out.printf(ROW, "runtime", "codec", "over", "files", "bytes", "calls", "MB/s", "calls/s", "calls/flush");
        for (Result result : results) {
            Speed speed = result.speed();
            out.printf(
                    Locale.ROOT,
                    ROW,
                    result.runtime(),
                    result.codec(),
                    result.scheme(),
                    result.report().files(),
                    Text.bytes(result.report().bytes()),
                    speed.calls(),
                    String.format(Locale.ROOT, "%.1f", 2 * result.report().bytes() / speed.seconds() / 1e6),
                    String.format(Locale.ROOT, "%.0f", speed.calls() / speed.seconds()),
                    String.format(Locale.ROOT, "%.1f", speed.callsPerFlush()));
        }
        out.println(
                "Both ways together. Each runtime and codec starts with a cold server, which the first of its rows pays for.");
        out.flush();
    }
}
