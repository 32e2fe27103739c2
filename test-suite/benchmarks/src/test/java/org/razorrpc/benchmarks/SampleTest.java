package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SampleTest {

    @Test
    void lineReadsBackAsWritten() {
        Sample sample = new Sample(1, 2, 3, -1, 5, 6, 7);
        assertThat(Sample.parse(sample.toLine())).isEqualTo(sample);
    }

    @Test
    void figuresArePerCallAndOfBothSides() {
        Sample client = new Sample(2_000_000_000L, 1000, 4_000_000, 16_000, 1000, 100, 50);
        Sample server = new Sample(0, 0, 6_000_000, 8_000, 1000, 250, 40);
        assertThat(Figures.of(client, server)).isEqualTo(new Figures(500, 10, 4, 24, 16, 10, 4, 2));
    }

    @Test
    void allocationThatTheJvmCannotTellIsUnknown() {
        Sample unknown = new Sample(1, 1, 1, -1, 1, 1, 1);
        assertThat(unknown.since(unknown).allocatedBytes()).isNegative();
        assertThat(Figures.of(unknown, unknown).allocatedBytes()).isNaN();
    }

    @Test
    void sampleOfThisProcessGrows() {
        BatchCounter counter = new BatchCounter();
        Sample before = Sample.now(0, counter);
        byte[][] garbage = new byte[64][];
        for (int i = 0; i < garbage.length; i++) {
            garbage[i] = new byte[1 << 16];
        }
        counter.onFlush(3, garbage.length);
        counter.onReadBatch(3, 1);
        Sample used = Sample.now(3, counter).since(before);
        assertThat(used.nanos()).isPositive();
        assertThat(used.calls()).isEqualTo(3);
        assertThat(used.frames()).isEqualTo(3);
        assertThat(used.flushes()).isOne();
        assertThat(used.reads()).isOne();
        assertThat(used.allocatedBytes()).isGreaterThanOrEqualTo(64 << 16);
    }
}
