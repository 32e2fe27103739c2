package org.razorrpc.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The server's process: says where it listens, then a {@link Sample} whenever it is asked. */
@Command(name = ServerCommand.NAME, hidden = true)
final class ServerCommand implements Callable<Integer> {
    static final String NAME = "bench-server";
    static final String SAMPLE = "sample";

    @Parameters(index = "0")
    private Stack stack = Stack.TWIN;

    @Override
    public Integer call() throws IOException {
        BatchCounter counter = new BatchCounter();
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Stack.Server server = stack.serve(counter)) {
            Worker.converse(
                    server.address(),
                    questions,
                    System.out,
                    question -> Sample.now(0, counter).toLine());
        }
        return 0;
    }
}
