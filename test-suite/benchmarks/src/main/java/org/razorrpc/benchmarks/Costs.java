package org.razorrpc.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What razor costs beside its calls: until the first is answered, and for connections that do nothing. */
final class Costs {
    private static final int STARTS = 9;
    private static final String HEAD = """
            | | JVM alone | razor on Netty | razor on virtual threads |
            |---|---|---|---|
            """;

    private final Progress progress;

    Costs(Progress progress) {
        this.progress = progress;
    }

    /** In Markdown. */
    String table() throws IOException {
        String starts = starts();
        String idle = idle();
        progress.clear();
        return HEAD + starts + idle;
    }

    /** All in turns, as the machine may change while they are measured. */
    private String starts() throws IOException {
        List<Double> alone = new ArrayList<>();
        List<Double> netty = new ArrayList<>();
        List<Double> loom = new ArrayList<>();
        Workload workload = Rows.workload("tasks-128");
        try (Worker server = Stack.NETTY.startServer(workload)) {
            String address = server.answer(Worker.START);
            for (int i = 1; i <= STARTS; i++) {
                progress.show("start " + i + " of " + STARTS);
                alone.add(millis());
                netty.add(millis(Stack.NETTY.id(), address));
                loom.add(millis(Stack.LOOM.id(), address));
            }
        }
        double unit = spread(alone).median();
        return "| from the process's start to the first answered call, ms | " + Texts.spread("%.0f", spread(alone))
                + " | " + times(netty, unit) + " | " + times(loom, unit) + " |\n";
    }

    private static double millis(String... arguments) throws IOException {
        List<String> command = Worker.java();
        command.addAll(Worker.program(FirstCall.class));
        command.addAll(List.of(arguments));
        long start = System.nanoTime();
        try (Worker worker = Worker.run(command)) {
            worker.answer(Worker.START);
            return (System.nanoTime() - start) / 1e6;
        }
    }

    private static String times(List<Double> millis, double unit) {
        return Texts.spread("%.0f", spread(millis))
                + Texts.number(" (%.1f x)", spread(millis).median() / unit);
    }

    private static Spread spread(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(Double::doubleValue));
    }

    private String idle() throws IOException {
        return "| idle connection, one end, heap and other memory of the JVM, KiB | - | " + kib(Stack.NETTY) + " | "
                + kib(Stack.LOOM) + " |\n";
    }

    private String kib(Stack stack) throws IOException {
        progress.show("idle connections, " + stack.id());
        List<String> command = Worker.java();
        command.add("-XX:NativeMemoryTracking=summary");
        command.addAll(Worker.program(IdleConnections.class));
        command.add(stack.id());
        try (Worker worker = Worker.run(command)) {
            return Texts.number("%.1f", Double.parseDouble(worker.answer(IdleConnections.TAKES)) / 1024);
        }
    }
}
