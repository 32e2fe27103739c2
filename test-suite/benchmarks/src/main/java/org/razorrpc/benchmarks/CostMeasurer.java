package org.razorrpc.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Measures {@link Costs}. */
final class CostMeasurer {
    private static final int STARTS = 9;

    private final Progress progress;

    CostMeasurer(Progress progress) {
        this.progress = progress;
    }

    /** The starts in turns, as the machine may change while they are measured. */
    Costs measure() throws IOException {
        List<Double> jvm = new ArrayList<>();
        List<Double> netty = new ArrayList<>();
        List<Double> loom = new ArrayList<>();
        Machine machine = Machine.here();
        try (Worker server = Stack.NETTY.startServer(Rows.workload("tasks-128"))) {
            String address = server.answer(Worker.START);
            for (int i = 1; i <= STARTS; i++) {
                progress.show("start " + i + " of " + STARTS);
                jvm.add(millis());
                netty.add(millis(Stack.NETTY.id(), address));
                loom.add(millis(Stack.LOOM.id(), address));
            }
        }
        Costs costs = new Costs(machine, spread(jvm), of(Stack.NETTY, netty), of(Stack.LOOM, loom));
        progress.clear();
        return costs;
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

    private static Spread spread(List<Double> values) {
        return Spread.of(values.stream().mapToDouble(Double::doubleValue));
    }

    private Costs.OfStack of(Stack stack, List<Double> startMillis) throws IOException {
        progress.show("idle connections, " + stack.id());
        List<String> command = Worker.java();
        command.add("-XX:NativeMemoryTracking=summary");
        command.addAll(Worker.program(IdleConnections.class));
        command.add(stack.id());
        try (Worker worker = Worker.run(command)) {
            double idleBytes = Double.parseDouble(worker.answer(IdleConnections.TAKES));
            return new Costs.OfStack(spread(startMillis), idleBytes);
        }
    }
}
