package org.razorrpc.benchmarks;

import static org.razorrpc.benchmarks.Workload.Limit.C;
import static org.razorrpc.benchmarks.Workload.Limit.RUST;
import static org.razorrpc.benchmarks.Workload.Limit.TWIN;

import java.util.List;
import java.util.stream.Stream;

/** What is measured. */
final class Rows {
    /** Each on both runtimes. The last two numbers are the targets on Netty and on virtual threads. */
    private static final List<Workload> QUICK = List.of(
            new Workload("tasks-128", "tasks, window 128", Style.TASKS, 128, TWIN, 0.8, 0.7),
            new Workload("tasks-1024", "tasks, window 1,024", Style.TASKS, 1024, C, 0.25, 0.35),
            new Workload("async-128", "callAsync, window 128", Style.ASYNC, 128, TWIN, 0.6, 0.5),
            new Workload("virtual-128", "128 virtual threads, blocking", Style.VIRTUAL_THREADS, 128, TWIN, 0.4, 0.35),
            new Workload("caller-1", "one blocking caller", Style.PLATFORM_THREADS, 1, TWIN, 0.6, 0.9),
            new Workload("write-64k", "64 KiB blobs written, window 128", Style.BLOBS_WRITTEN, 128, C, 0.8, 0.8),
            new Workload("read-64k", "64 KiB blobs read, window 128", Style.BLOBS_READ, 128, C, 0.8, 0.8));

    /** What the Rust original does as well: ahead of it is the target. */
    private static final List<Workload> BOTH = List.of(
            new Workload("rust-tasks-128", "tasks, window 128", Style.TASKS, 128, RUST, 1, 1),
            new Workload("rust-tasks-1024", "tasks, window 1,024", Style.TASKS, 1024, RUST, 1, 1),
            new Workload("rust-write-64k", "64 KiB blobs written, window 128", Style.BLOBS_WRITTEN, 128, RUST, 1, 1),
            new Workload("rust-read-64k", "64 KiB blobs read, window 128", Style.BLOBS_READ, 128, RUST, 1, 1));

    private Rows() {}

    /** A workload on a stack. */
    record Row(Stack stack, Workload workload) {
        /** Such as {@code netty/tasks-128}. */
        String id() {
            return stack.title() + "/" + workload.name();
        }
    }

    static List<Row> quick() {
        return rows(QUICK, Stack.NETTY, Stack.LOOM);
    }

    /** razor alone, its clients with a Rust server, and its servers with a Rust client. */
    static List<Row> rust() {
        return rows(
                BOTH,
                Stack.NETTY,
                Stack.NETTY_TO_RUST,
                Stack.RUST_TO_NETTY,
                Stack.LOOM,
                Stack.LOOM_TO_RUST,
                Stack.RUST_TO_LOOM);
    }

    private static List<Row> rows(List<Workload> workloads, Stack... stacks) {
        return workloads.stream()
                .flatMap(workload -> Stream.of(stacks).map(stack -> new Row(stack, workload)))
                .toList();
    }

    /** @throws IllegalArgumentException when there is none of that name */
    static Workload workload(String name) {
        return Stream.concat(QUICK.stream(), BOTH.stream())
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no workload '" + name + "'"));
    }
}
