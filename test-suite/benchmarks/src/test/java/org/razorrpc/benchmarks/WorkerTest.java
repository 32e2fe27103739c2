package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.razorrpc.benchmarks.load.Conversation;
import org.razorrpc.benchmarks.load.Sample;

@Timeout(60)
class WorkerTest {

    @Test
    void serverAnswersWithWhatItHasUsed() throws IOException {
        try (Worker server = Worker.start(List.of(ServerCommand.NAME, Stack.TWIN.name(), "tasks-128"))) {
            assertThat(server.answer(Worker.START)).startsWith("tcp://127.0.0.1:");
            Sample before = Sample.parse(server.ask(Conversation.SAMPLE, Duration.ZERO));
            Sample after = Sample.parse(server.ask(Conversation.SAMPLE, Duration.ZERO));
            assertThat(after.since(before).nanos()).isPositive();
        }
    }

    @Test
    void failureInsideIsSaidAndNotTakenForAnAnswer() throws IOException {
        try (Stack.Server server = Stack.TWIN.serve(Rows.workload("tasks-128"), new BatchCounter());
                Worker client =
                        Worker.start(List.of(ClientCommand.NAME, Stack.TWIN.name(), "tasks-128", server.address()))) {
            assertThat(client.answer(Worker.START)).isEqualTo("connected");
            assertThatThrownBy(() -> client.ask("no number", Duration.ZERO))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("NumberFormatException");
        }
    }

    @Test
    void answerThatDoesNotComeIsNotWaitedForLonger() throws IOException {
        try (Worker server = Worker.start(List.of(ServerCommand.NAME, Stack.TWIN.name(), "tasks-128"))) {
            server.answer(Worker.START);
            assertThatThrownBy(() -> server.answer(Duration.ofMillis(50)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("did not answer within");
        }
    }
}
