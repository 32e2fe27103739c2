package org.razorrpc.benchmarks.dubbo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.benchmarks.load.PeerProgram;

@Timeout(60)
class DubboPeerTest {

    static List<PeerProgram.Case> cases() {
        return PeerProgram.cases(new DubboPeer());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyKindOfWorkIsAnswered(PeerProgram.Case one) throws Exception {
        assertThat(PeerProgram.tryOut(new DubboPeer(), one, TimeUnit.MILLISECONDS.toNanos(100)))
                .isPositive();
    }
}
