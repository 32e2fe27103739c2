package org.razorrpc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamePatternTest {

    @Test
    void partOfANameMatches() {
        assertThat(new NamePattern("").matches("loom/tasks-128")).isTrue();
        assertThat(new NamePattern("tasks").matches("loom/tasks-128")).isTrue();
        assertThat(new NamePattern("async").matches("loom/tasks-128")).isFalse();
        assertThat(new NamePattern("l..m").matches("loom/tasks-128")).isFalse();
    }

    @Test
    void starStandsForAnything() {
        assertThat(new NamePattern("loom/*-128").matches("loom/tasks-128")).isTrue();
        assertThat(new NamePattern("loom/*-1024").matches("loom/tasks-128")).isFalse();
    }
}
