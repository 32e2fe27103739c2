package org.razorrpc.benchmarks;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.razorrpc.benchmarks.load.Conversation;
import org.razorrpc.benchmarks.load.Load;
import org.razorrpc.benchmarks.load.Sample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * The client's process: makes calls for as many nanoseconds as it is told, and as often a second as is said after that where the load
 * is open; then says the {@link Sample} of that time, and the {@link Latency} after a semicolon.
 */
@Command(name = ClientCommand.NAME, hidden = true)
final class ClientCommand implements Callable<Integer> {
    static final String NAME = "bench-client";
    static final String THEN = ";";

    @Parameters(index = "0")
    private Stack stack = Stack.TWIN;

    @Parameters(index = "1")
    private String workload = "";

    @Parameters(index = "2")
    private String address = "";

    @Override
    public Integer call() throws IOException {
        BatchCounter counter = new BatchCounter();
        try (Load load = stack.connect(address, Rows.workload(workload), counter)) {
            Conversation.hold("connected", System.out, question -> answer(load, counter, question));
        }
        return 0;
    }

    private static String answer(Load load, BatchCounter counter, String question) throws Exception {
        String[] words = question.split(" ");
        long nanos = Long.parseLong(words[0]);
        if (load instanceof OpenLoad open) {
            open.pace(Double.parseDouble(words[1]));
            return run(load, counter, nanos).toLine() + THEN + open.latency().toLine();
        }
        return run(load, counter, nanos).toLine();
    }

    /** What one run of the load took. */
    static Sample run(Load load, BatchCounter counter, long nanos) throws Exception {
        Sample before = Sample.now(0, counter.counts());
        long calls = load.run(nanos);
        return Sample.now(calls, counter.counts()).since(before);
    }
}
