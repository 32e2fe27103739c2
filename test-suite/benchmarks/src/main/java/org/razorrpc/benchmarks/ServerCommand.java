package org.razorrpc.benchmarks;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.razorrpc.benchmarks.load.Conversation;
import org.razorrpc.benchmarks.load.Sample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The server's process: says where it listens, then a {@link Sample} whenever it is asked. */
@Command(name = ServerCommand.NAME, hidden = true)
final class ServerCommand implements Callable<Integer> {
    static final String NAME = "bench-server";

    @Parameters(index = "0")
    private Stack stack = Stack.TWIN;

    @Parameters(index = "1")
    private String workload = "";

    @Override
    public Integer call() throws IOException {
        BatchCounter counter = new BatchCounter();
        try (Stack.Server server = stack.serve(Rows.workload(workload), counter)) {
            Conversation.hold(
                    server.address(),
                    System.out,
                    question -> Sample.now(0, counter.counts()).toLine());
        }
        return 0;
    }
}
