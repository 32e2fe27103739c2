package org.razorrpc.benchmarks;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as JSON: objects of their components, lists as arrays, enums in lower case, durations in milliseconds, numbers that
 * are not known as null.
 */
final class Json {
    private Json() {}

    /** @throws IllegalArgumentException for a value of another kind */
    static String write(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Double number -> number.isNaN() || number.isInfinite() ? "null" : number.toString();
            case Integer number -> number.toString();
            case Long number -> number.toString();
            case Boolean truth -> truth.toString();
            case String text -> quoted(text);
            case Enum<?> constant -> quoted(constant.name().toLowerCase(Locale.ROOT));
            case Duration time -> Long.toString(time.toMillis());
            case List<?> list -> list.stream().map(Json::write).collect(Collectors.joining(",\n", "[", "]"));
            case Record object -> object(object);
            default -> throw new IllegalArgumentException("no JSON for a " + value.getClass());
        };
    }

    private static String object(Record object) {
        return Arrays.stream(object.getClass().getRecordComponents())
                .map(component -> quoted(component.getName()) + ": " + write(read(component, object)))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static @Nullable Object read(RecordComponent component, Record object) {
        try {
            return component.getAccessor().invoke(object);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
