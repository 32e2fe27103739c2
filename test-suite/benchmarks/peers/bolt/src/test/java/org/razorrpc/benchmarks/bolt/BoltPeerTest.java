package org.razorrpc.benchmarks.bolt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.benchmarks.load.PeerProgram;

@Timeout(60)
class BoltPeerTest {

    static List<PeerProgram.Case> cases() {
        return PeerProgram.cases(new BoltPeer());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyKindOfWorkIsAnswered(PeerProgram.Case one) throws Exception {
        assertThat(PeerProgram.tryOut(new BoltPeer(), one, TimeUnit.MILLISECONDS.toNanos(100)))
                .isPositive();
    }
}
