package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerTest {

    @Test
    void serverAnswersWithWhatItHasUsed() throws IOException {
        try (Worker server = Worker.start(List.of(ServerCommand.NAME, Stack.TWIN.name()))) {
            assertThat(server.answer(Worker.START)).startsWith("tcp://127.0.0.1:");
            Sample before = Sample.parse(server.ask(ServerCommand.SAMPLE, Duration.ZERO));
            Sample after = Sample.parse(server.ask(ServerCommand.SAMPLE, Duration.ZERO));
            assertThat(after.since(before).nanos()).isPositive();
        }
    }

    @Test
    void failureInsideIsSaidAndNotTakenForAnAnswer() throws IOException {
        try (Stack.Server server = Stack.TWIN.serve(new BatchCounter());
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
        try (Worker server = Worker.start(List.of(ServerCommand.NAME, Stack.TWIN.name()))) {
            server.answer(Worker.START);
            assertThatThrownBy(() -> server.answer(Duration.ofMillis(50)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("did not answer within");
        }
    }

    @Test
    void conversationEndsWithItsInput() throws IOException {
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        Worker.converse(
                "ready",
                new BufferedReader(new StringReader("1\nx\n2\n")),
                new PrintStream(answers),
                question -> Integer.toString(Integer.parseInt(question) + 1));
        assertThat(answers.toString(StandardCharsets.UTF_8).lines())
                .hasSize(4)
                .startsWith("ready", "2")
                .endsWith("3")
                .element(2)
                .asString()
                .startsWith("failed: ");
    }
}
