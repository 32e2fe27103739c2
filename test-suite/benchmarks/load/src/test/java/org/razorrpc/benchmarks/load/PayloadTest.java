package org.razorrpc.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PayloadTest {

    @Test
    void messageIsEchoed() {
        byte[] request = Payload.request(Payload.MESSAGE);
        Payload.number(request, 258);
        assertThat(request).startsWith(2, 1, 0).hasSize(32);
        assertThat(Payload.answer(request)).isEqualTo(request);
        assertThatCode(() -> Payload.requireAnswer(request, request.clone())).doesNotThrowAnyException();
        assertThatCode(() -> Payload.requireAnswer(request, ByteBuffer.wrap(request.clone())))
                .doesNotThrowAnyException();
    }

    @Test
    void blobIsAnsweredByNothing() {
        assertThat(Payload.answer(Payload.request(Payload.BLOB))).isEmpty();
    }

    @Test
    void questionIsAnsweredByABlob() {
        byte[] question = Payload.request(Payload.QUESTION);
        assertThat(Payload.answer(question)).hasSize(Payload.BLOB);
        assertThatCode(() -> Payload.requireAnswer(question, new byte[Payload.BLOB]))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> Payload.requireAnswer(question, new byte[Payload.BLOB - 1]))
                .hasMessageContaining("a request of 8 bytes was answered wrongly, by 65535 bytes");
    }

    @Test
    void answerOfAnotherCallIsWrong() {
        byte[] request = Payload.request(Payload.MESSAGE);
        byte[] other = Payload.request(Payload.MESSAGE);
        Payload.number(request, 1);
        Payload.number(other, 2);
        assertThatThrownBy(() -> Payload.requireAnswer(request, other)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Payload.requireAnswer(request, ByteBuffer.wrap(other)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void requestOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> Payload.answer(new byte[31])).hasMessageContaining("31 bytes");
    }
}
