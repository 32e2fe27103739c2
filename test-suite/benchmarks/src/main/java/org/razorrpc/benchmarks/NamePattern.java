package org.razorrpc.benchmarks;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A part of a name, in which {@code *} stands for anything. */
final class NamePattern {
    private final Pattern pattern;

    NamePattern(String text) {
        pattern = Pattern.compile(
                Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    boolean matches(String name) {
        return pattern.matcher(name).find();
    }
}
