package org.razorrpc.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SampleTest {

    @Test
    void lineReadsBackAsWritten() {
        Sample sample = new Sample(1, 2, 3, -1, 5, 6, 7);
        assertThat(Sample.parse(sample.toLine())).isEqualTo(sample);
    }

    @Test
    void allocationThatTheJvmCannotTellIsUnknown() {
        Sample unknown = new Sample(1, 1, 1, -1, 1, 1, 1);
        assertThat(unknown.since(unknown).allocatedBytes()).isNegative();
    }

    @Test
    void sampleOfThisProcessGrows() {
        Sample before = Sample.now(0, Counts.UNKNOWN);
        byte[][] garbage = new byte[64][];
        for (int i = 0; i < garbage.length; i++) {
            garbage[i] = new byte[1 << 16];
        }
        Sample used = Sample.now(garbage.length, new Counts(3, 2, 1)).since(before);
        assertThat(used.nanos()).isPositive();
        assertThat(used.calls()).isEqualTo(64);
        assertThat(used.frames()).isEqualTo(3);
        assertThat(used.flushes()).isEqualTo(2);
        assertThat(used.reads()).isOne();
        assertThat(used.allocatedBytes()).isGreaterThanOrEqualTo(64 << 16);
    }
}
