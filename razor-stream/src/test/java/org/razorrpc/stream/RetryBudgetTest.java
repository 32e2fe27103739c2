package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RetryBudgetTest {

    @Test
    void tokensRunOutAndSuccessesBringThemBackUpToTheirNumber() {
        RetryBudget budget = new RetryBudget(2, 0.1);
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isTrue();
        assertThat(budget.take()).isFalse();
        for (int i = 0; i < 9; i++) {
            budget.success();
        }
        assertThat(budget.take()).isFalse();
        budget.success();
        assertThat(budget.take()).isTrue();
        for (int i = 0; i < 100; i++) {
            budget.success();
        }
        assertThat(budget.tokens()).isEqualTo(2.0);
    }

    @Test
    void noTokensMeansNone() {
        RetryBudget budget = new RetryBudget(0, 1);
        budget.success();
        assertThat(budget.take()).isFalse();
    }
}
