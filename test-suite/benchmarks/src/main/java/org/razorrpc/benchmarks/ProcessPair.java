package org.razorrpc.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.razorrpc.benchmarks.load.Conversation;
import org.razorrpc.benchmarks.load.Sample;

/** A client and a server that do one work, in a process each. */
final class ProcessPair implements Contender {
    private final Worker server;
    private final Worker client;
    private final int percent;
    /** What follows the time in the client's question. */
    private String rate = "";

    private ProcessPair(Worker server, Worker client, int percent) {
        this.server = server;
        this.client = client;
        this.percent = percent;
    }

    /** How the two are started. */
    interface Programs {
        Worker server() throws IOException;

        /** @param ready what the server has said when it was */
        Worker client(String ready) throws IOException;
    }

    static ProcessPair start(Workload workload, Programs programs) throws IOException {
        Worker server = programs.server();
        try {
            Worker client = programs.client(server.answer(Worker.START));
            return connected(server, client, workload.percent());
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private static ProcessPair connected(Worker server, Worker client, int percent) throws IOException {
        try {
            client.answer(Worker.START);
            return new ProcessPair(server, client, percent);
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    @Override
    public void pace(double limitCallsPerSecond) {
        rate = percent == 0 ? "" : String.format(Locale.ROOT, " %.1f", limitCallsPerSecond * percent / 100);
    }

    @Override
    public Figures run(Duration time) throws IOException {
        Sample before = Sample.parse(server.ask(Conversation.SAMPLE, Duration.ZERO));
        String[] answer = client.ask(time.toNanos() + rate, time).split(ClientCommand.THEN);
        Sample after = Sample.parse(server.ask(Conversation.SAMPLE, Duration.ZERO));
        Sample ofClient = Sample.parse(answer[0]);
        if (ofClient.calls() == 0) {
            throw new IOException("no call was completed within " + time);
        }
        Figures figures = Figures.of(ofClient, after.since(before));
        return answer.length == 1 ? figures : figures.with(Latency.parse(answer[1]));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
