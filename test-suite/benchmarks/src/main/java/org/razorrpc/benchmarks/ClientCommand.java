package org.razorrpc.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The client's process: makes calls for as many nanoseconds as it is told, then says the {@link Sample} of that time. */
@Command(name = ClientCommand.NAME, hidden = true)
final class ClientCommand implements Callable<Integer> {
    static final String NAME = "bench-client";

    @Parameters(index = "0")
    private Stack stack = Stack.TWIN;

    @Parameters(index = "1")
    private String workload = "";

    @Parameters(index = "2")
    private String address = "";

    @Override
    public Integer call() throws IOException {
        BatchCounter counter = new BatchCounter();
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Load load = stack.connect(address, Rows.workload(workload), counter)) {
            Worker.converse(
                    "connected",
                    questions,
                    System.out,
                    nanos -> run(load, counter, Long.parseLong(nanos)).toLine());
        }
        return 0;
    }

    /** What one run of the load took. */
    static Sample run(Load load, BatchCounter counter, long nanos) throws Exception {
        Sample before = Sample.now(0, counter);
        long calls = load.run(nanos);
        return Sample.now(calls, counter).since(before);
    }
}
