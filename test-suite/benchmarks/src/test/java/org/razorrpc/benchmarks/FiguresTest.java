package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.razorrpc.benchmarks.load.Counts;
import org.razorrpc.benchmarks.load.Sample;

class FiguresTest {

    @Test
    void figuresArePerCallAndOfBothSides() {
        Sample client = new Sample(2_000_000_000L, 1000, 4_000_000, 16_000, 1000, 100, 50);
        Sample server = new Sample(0, 0, 6_000_000, 8_000, 1000, 250, 40);
        assertThat(Figures.of(client, server)).isEqualTo(new Figures(500, 10, 4, 24, 16, 10, 4, 2, null));
    }

    @Test
    void whatIsNotToldIsUnknown() {
        Sample unknown = new Sample(1, 1, 1, -1, 0, 0, 0);
        Figures figures = Figures.of(unknown, unknown);
        assertThat(figures.allocatedBytes()).isNaN();
        assertThat(figures.callsPerFlush()).isNaN();
        assertThat(figures.answersPerFlush()).isNaN();
        assertThat(figures.flushesPerRead()).isNaN();
    }

    @Test
    void batchesAreCounted() {
        BatchCounter counter = new BatchCounter();
        counter.onFlush(3, 100);
        counter.onFlush(1, 50);
        counter.onReadBatch(4, 150);
        assertThat(counter.counts()).isEqualTo(new Counts(4, 2, 1));
    }
}
