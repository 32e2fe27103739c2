package org.razorrpc.benchmarks;

import static org.razorrpc.benchmarks.Limit.C;
import static org.razorrpc.benchmarks.Limit.TWIN;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is measured. */
final class Rows {
    private static final List<Stack> RAZOR = List.of(Stack.NETTY, Stack.LOOM);
    private static final int KIB = 1 << 10;
    /** Both sides' buffers hold that much, so that nobody who writes it all before reading waits for ever. */
    private static final int MESSAGES_IN_FLIGHT = 1 << 20;

    private static final int BLOBS_IN_FLIGHT = 8 << 20;
    private static final int WINDOW = 128;

    private static final Workload TASKS = Workload.of("tasks-128", "tasks, window 128", Style.TASKS, WINDOW);
    private static final Workload WIDE_TASKS = Workload.of("tasks-1024", "tasks, window 1,024", Style.TASKS, 1024);
    private static final Workload WRITTEN =
            Workload.of("write-64k", "64 KiB blobs written, window 128", Style.BLOBS_WRITTEN, WINDOW);
    private static final Workload READ =
            Workload.of("read-64k", "64 KiB blobs read, window 128", Style.BLOBS_READ, WINDOW);
    private static final Workload LONE_CALLER =
            Workload.of("caller-1", "one blocking caller", Style.PLATFORM_THREADS, 1);

    /** What is to be reached on each runtime, and of which limit. */
    private record Target(Workload workload, Limit limit, double netty, double loom) {
        Row row(Stack stack) {
            return new Row(Section.TARGETS, stack, workload, limit, stack == Stack.NETTY ? netty : loom);
        }
    }

    private static final List<Target> TARGETS = List.of(
            new Target(TASKS, TWIN, 0.8, 0.7),
            new Target(WIDE_TASKS, C, 0.25, 0.35),
            new Target(Workload.of("async-128", "callAsync, window 128", Style.ASYNC, WINDOW), TWIN, 0.6, 0.5),
            new Target(
                    Workload.of("virtual-128", "128 virtual threads, blocking", Style.VIRTUAL_THREADS, WINDOW),
                    TWIN,
                    0.4,
                    0.35),
            new Target(LONE_CALLER, TWIN, 0.6, 0.9),
            new Target(WRITTEN, C, 0.8, 0.8),
            new Target(READ, C, 0.8, 0.8));

    /** What the Rust original does as well. */
    private static final List<Workload> RUST = Stream.of(TASKS, WIDE_TASKS, WRITTEN, READ)
            .map(workload -> workload.called("rust-" + workload.name(), workload.title()))
            .toList();

    private Rows() {}

    /** What has targets, on both runtimes. */
    static List<Row> quick() {
        return TARGETS.stream()
                .flatMap(target -> RAZOR.stream().map(target::row))
                .toList();
    }

    /** razor alone, its clients with a Rust server, and its servers with a Rust client: to be ahead of Rust alone is the target. */
    static List<Row> rust() {
        List<Contestant> contestants = List.of(
                Stack.NETTY,
                RustPair.NETTY_TO_RUST,
                RustPair.RUST_TO_NETTY,
                Stack.LOOM,
                RustPair.LOOM_TO_RUST,
                RustPair.RUST_TO_LOOM);
        return RUST.stream()
                .flatMap(workload -> contestants.stream()
                        .map(contestant -> new Row(Section.RUST, contestant, workload, Limit.RUST, 1)))
                .toList();
    }

    /** All, but for the Rust original, and for peers and programs that are not there. */
    static List<Row> full() {
        return Stream.<Stream<Row>>of(
                        quick().stream(),
                        rows(Section.STYLES, TWIN, styles()),
                        rows(Section.SERVER, TWIN, concurrent()),
                        rows(Section.HEAP, C, Stream.of(fromHeap(WRITTEN), fromHeap(READ))),
                        rows(Section.UNIX, Limit.NONE, unix()),
                        rows(Section.WINDOW, C, each(Rows::overWindow, 1, 4, 16, 64, 256, 1024, 4096)),
                        rows(Section.MESSAGE, C, each(Rows::overMessage, 0, 64, KIB, 4 * KIB, 16 * KIB, 64 * KIB)),
                        rows(Section.MESSAGE, C, each(Rows::overMessage, 256 * KIB)),
                        rows(Section.MESSAGE, Limit.NONE, each(Rows::overMessage, KIB * KIB, 4 * KIB * KIB)),
                        rows(Section.BLOB, C, blobs(WRITTEN, "write")),
                        rows(Section.BLOB, C, blobs(READ, "read")),
                        rows(Section.CONNECTIONS, Limit.NONE, each(Rows::overConnections, 1, 10, 100, 1000, 10_000)),
                        rows(Section.CALLERS, Limit.NONE, each(Rows::overCallers, 1, 10, 100, 1000, 10_000)),
                        rows(Section.LATENCY, Limit.CAPACITY, each(Rows::open, 50, 70, 90)),
                        peers(),
                        tools())
                .flatMap(Function.identity())
                .toList();
    }

    private static Stream<Row> rows(Section section, Limit limit, Stream<Workload> workloads) {
        return workloads.flatMap(
                workload -> RAZOR.stream().map(stack -> new Row(section, stack, workload, limit, Double.NaN)));
    }

    private static Stream<Workload> each(Function<Integer, Workload> make, Integer... values) {
        return Stream.of(values).map(make);
    }

    /** All that are not measured for the targets. */
    private static Stream<Workload> styles() {
        return Stream.of(
                        Workload.of("tasks", "tasks", Style.TASKS, WINDOW),
                        Workload.of("async", "callAsync", Style.ASYNC, WINDOW),
                        Workload.of("virtual", "128 virtual threads", Style.VIRTUAL_THREADS, WINDOW),
                        Workload.of("platform", "128 platform threads", Style.PLATFORM_THREADS, WINDOW))
                .flatMap(workload -> Stream.of(Setup.Format.values()).map(format -> formatted(workload, format)))
                .filter(workload -> workload.style() == Style.PLATFORM_THREADS
                        || workload.setup().format() != Setup.Format.MSGPACK);
    }

    private static Workload formatted(Workload workload, Setup.Format format) {
        String name = format.name().toLowerCase(Locale.ROOT);
        return workload.with(workload.setup().of(format))
                .called("styles-" + workload.name() + "-" + name, workload.title() + ", " + name);
    }

    private static Stream<Workload> concurrent() {
        return Stream.of(TASKS, Workload.of("virtual-128", "128 virtual threads", Style.VIRTUAL_THREADS, WINDOW))
                .map(workload -> workload.with(Setup.USUAL.onVirtualThreads())
                        .called("concurrent-" + workload.name(), workload.title() + ", concurrent handlers"));
    }

    private static Workload fromHeap(Workload workload) {
        return workload.with(Setup.USUAL.fromHeap())
                .called("heap-" + workload.name(), workload.title() + ", heap buffers");
    }

    private static Stream<Workload> unix() {
        return Stream.of(LONE_CALLER, TASKS, WRITTEN, READ)
                .map(workload -> workload.with(Setup.USUAL.overUnix())
                        .called("unix-" + workload.name(), workload.title() + ", Unix socket"));
    }

    private static Workload overWindow(int window) {
        return Workload.of("window-" + window, "tasks, window " + number(window), Style.TASKS, window);
    }

    private static Workload overMessage(int bytes) {
        int window = between(2, MESSAGES_IN_FLIGHT / Math.max(bytes, 1), WINDOW);
        return Workload.of("message-" + bytes, bytes(bytes) + " messages, window " + window, Style.TASKS, window)
                .with(Setup.USUAL.of(Setup.Format.RAW))
                .withBytes(bytes);
    }

    private static Stream<Workload> blobs(Workload workload, String verb) {
        return IntStream.iterate(4 * KIB, bytes -> bytes <= 16 * KIB * KIB, bytes -> 4 * bytes)
                .mapToObj(bytes -> overBlob(workload.style(), verb, bytes));
    }

    private static Workload overBlob(Style style, String verb, int bytes) {
        int window = between(2, BLOBS_IN_FLIGHT / bytes, WINDOW);
        return Workload.of(
                        "blob-" + verb + "-" + bytes,
                        bytes(bytes) + " blobs, " + verb + ", window " + window,
                        style,
                        window)
                .withBytes(bytes);
    }

    private static int between(int least, int value, int most) {
        return Math.max(least, Math.min(value, most));
    }

    /** 128 calls in flight altogether, one on each connection at least. */
    private static Workload overConnections(int connections) {
        return Workload.of(
                        "connections-" + connections,
                        number(connections) + " connections",
                        Style.TASKS,
                        Math.max(connections, WINDOW))
                .over(connections);
    }

    private static Workload overCallers(int callers) {
        return Workload.of("callers-" + callers, number(callers) + " virtual threads", Style.VIRTUAL_THREADS, callers);
    }

    private static Workload open(int percent) {
        return Workload.of("open-" + percent, percent + " % of capacity", Style.OPEN, WINDOW)
                .at(percent);
    }

    /** What an open load is a share of. */
    static Workload capacity() {
        return TASKS;
    }

    /** But {@code callAsync}: the others' tasks are what their asynchronous clients do. */
    private static Stream<Row> peers() {
        return TARGETS.stream()
                .filter(target -> target.workload().style() != Style.ASYNC)
                .flatMap(target -> PeerMode.all().stream()
                        .filter(mode -> mode.isBuilt() && mode.does(target.workload()))
                        .map(mode -> new Row(Section.PEERS, mode, target.workload(), target.limit(), Double.NaN)));
    }

    private static Stream<Row> tools() {
        return Stream.of(Tool.values())
                .filter(Tool::isInstalled)
                .flatMap(tool -> TARGETS.stream()
                        .filter(target -> tool.does(target.workload()))
                        .map(target -> new Row(Section.TOOLS, tool, target.workload(), C, Double.NaN)));
    }

    private static String bytes(int bytes) {
        if (bytes < KIB) {
            return bytes + " B";
        }
        return bytes < KIB * KIB ? bytes / KIB + " KiB" : bytes / KIB / KIB + " MiB";
    }

    private static String number(int value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /**
     * Of razor's.
     *
     * @throws IllegalArgumentException when there is none of that name
     */
    static Workload workload(String name) {
        return Stream.concat(full().stream(), rust().stream())
                .filter(row -> row.contestant() instanceof Stack)
                .map(Row::workload)
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no workload '" + name + "'"));
    }
}
