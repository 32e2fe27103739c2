package org.razorrpc.benchmarks.armeria;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.benchmarks.load.PeerProgram;

@Timeout(60)
class ArmeriaPeerTest {

    static List<PeerProgram.Case> cases() {
        return PeerProgram.cases(new ArmeriaPeer());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyKindOfWorkIsAnswered(PeerProgram.Case one) throws Exception {
        assertThat(PeerProgram.tryOut(new ArmeriaPeer(), one, TimeUnit.MILLISECONDS.toNanos(100)))
                .isPositive();
    }
}
