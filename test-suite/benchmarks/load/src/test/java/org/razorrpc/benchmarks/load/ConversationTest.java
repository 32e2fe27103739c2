package org.razorrpc.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConversationTest {

    @Test
    void conversationEndsWithItsInput() throws IOException {
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        Conversation.hold(
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
