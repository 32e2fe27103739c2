package org.razorrpc.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A client and a server of a stack, in a process each, joined by one connection. */
final class ProcessPair implements Contender {
    private final Worker server;
    private final Worker client;

    private ProcessPair(Worker server, Worker client) {
        this.server = server;
        this.client = client;
    }

    static ProcessPair start(Stack stack, Workload workload) throws IOException {
        Worker server = startServer(stack.server());
        try {
            return connected(server, startClient(stack.client(), workload, server.answer(Worker.START)));
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private static Worker startServer(Stack stack) throws IOException {
        return stack == Stack.RUST ? RustProgram.server() : Worker.start(List.of(ServerCommand.NAME, stack.name()));
    }

    private static Worker startClient(Stack stack, Workload workload, String address) throws IOException {
        return stack == Stack.RUST
                ? RustProgram.client(address, workload)
                : Worker.start(List.of(ClientCommand.NAME, stack.name(), workload.name(), address));
    }

    private static ProcessPair connected(Worker server, Worker client) throws IOException {
        ProcessPair pair = new ProcessPair(server, client);
        try {
            client.answer(Worker.START);
            return pair;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    @Override
    public Figures run(Duration time) throws IOException {
        Sample before = Sample.parse(server.ask(ServerCommand.SAMPLE, Duration.ZERO));
        Sample ofClient = Sample.parse(client.ask(Long.toString(time.toNanos()), time));
        Sample after = Sample.parse(server.ask(ServerCommand.SAMPLE, Duration.ZERO));
        if (ofClient.calls() == 0) {
            throw new IOException("no call was completed within " + time);
        }
        return Figures.of(ofClient, after.since(before));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
