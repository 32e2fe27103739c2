package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CostsTest {
    static final Costs COSTS = new Costs(
            Machine.here(),
            new Spread(50, 40, 60),
            new Costs.OfStack(new Spread(210, 205, 220), 16 << 10),
            new Costs.OfStack(new Spread(195, 195, 195), 17 << 10));

    @Test
    void eachIsComparedWithItsTarget() {
        assertThat(COSTS.table().lines().skip(2))
                .containsExactly(
                        "| from the process's start to the first answered call, ms | 50 (40-60)"
                                + " | 210 (205-220) (4.2 x), not reached | 195 (3.9 x), reached | <= 4 x |",
                        "| idle connection, one end, heap and other memory of the JVM, KiB | -"
                                + " | 16.0, reached | 17.0, not reached | <= 16 |");
    }

    @Test
    void readBackAsWritten() throws IOException {
        assertThat(Json.read(Json.write(COSTS), Costs.class)).isEqualTo(COSTS);
    }
}
