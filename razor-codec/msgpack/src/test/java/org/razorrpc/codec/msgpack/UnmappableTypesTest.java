package org.razorrpc.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.razorrpc.codec.msgpack.Messages.CODEC;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.stream.TypeRef;
import org.razorrpc.stream.spi.CodecException;

/** What cannot be mapped is said before a message is, with the place and a way out. */
class UnmappableTypesTest {
    record Inner(List<Map<String, Object>> rows) {}

    record Outer(int number, Inner inner) {}

    record When(Instant at) {}

    record Raw(@SuppressWarnings("rawtypes") List list) {}

    record Wild(List<?> list) {}

    record Nested(Optional<Optional<String>> value) {}

    record Twice(@Nullable Optional<String> value) {}

    record Signed(@Unsigned int value) {}

    record Kept(@OmitEmpty String value) {}

    @Tuple
    record OmittingTuple(@OmitEmpty Optional<String> value) {}

    @Newtype
    record TwoOfThem(int a, int b) {}

    @Unit
    record NotUnit(int a) {}

    @Unit
    @Tuple
    record Both() {}

    record Clash(@WireName("a") int b, int a) {}

    record Keyed(Map<Outer, String> map) {}

    record Nils(Set<@Nullable String> set) {}

    record Generic<T>(T value) {}

    interface Open {}

    record HasOpen(Open open) {}

    sealed interface Mixed permits MixedRecord, MixedEnum {}

    record MixedRecord() implements Mixed {}

    enum MixedEnum implements Mixed {
        A
    }

    sealed interface Same permits One, Two {}

    @WireName("X")
    record One() implements Same {}

    @WireName("X")
    record Two() implements Same {}

    static List<Arguments> types() {
        return List.of(
                Arguments.of(
                        Outer.class,
                        "Outer.inner.rows: Object cannot be mapped; name the type, or use org.msgpack.value.Value for data"
                                + " without one"),
                Arguments.of(
                        When.class,
                        "When.at: Instant cannot be mapped; use a record, or a component of a mapped type (String, long,"
                                + " List, ...) that holds the same"),
                Arguments.of(
                        Raw.class,
                        "Raw.list: java.util.List lacks its type arguments; write them out, at the root by a TypeRef"),
                Arguments.of(
                        Wild.class,
                        "Wild.list: Object cannot be mapped; name the type, or use org.msgpack.value.Value for data without"
                                + " one"),
                Arguments.of(
                        Nested.class,
                        "Nested.value: Optional<Optional<String>> holds what may be nil already, which would have two"
                                + " meanings; use one of them"),
                Arguments.of(
                        Twice.class,
                        "Twice.value: Optional<String> may be nil already, which would have two meanings; drop @Nullable"),
                Arguments.of(Signed.class, "Signed.value: @Unsigned is for long, not for int"),
                Arguments.of(
                        Kept.class, "Kept.value: @OmitEmpty is for Optional and @Nullable components, not for String"),
                Arguments.of(
                        OmittingTuple.class,
                        "OmittingTuple.value: @OmitEmpty is for records with names, an array has no key to leave out"),
                Arguments.of(
                        TwoOfThem.class,
                        "TwoOfThem: " + TwoOfThem.class.getName()
                                + " has 2 components; a @Newtype has one, use @Tuple"),
                Arguments.of(
                        NotUnit.class, "NotUnit: " + NotUnit.class.getName() + " has components, so it is no @Unit"),
                Arguments.of(
                        Both.class,
                        "Both: " + Both.class.getName() + " is marked as [UNIT, TUPLE]; one of them has to go"),
                Arguments.of(Clash.class, "Clash: " + Clash.class.getName() + " has two components with the key a"),
                Arguments.of(
                        Keyed.class,
                        "Keyed.map: Map<Outer, String> needs Outer to be Comparable: without it a peer can make a hash"
                                + " table slow; use a List, or implement it"),
                Arguments.of(Nils.class, "Nils.set: Set<String> cannot hold nil as String; drop @Nullable"),
                Arguments.of(
                        HasOpen.class, "HasOpen.open: Open cannot be mapped; make it a sealed interface of records"),
                Arguments.of(
                        Mixed.class,
                        "Mixed: " + MixedEnum.class.getName()
                                + " is no record; the variants of Mixed have to be records"),
                Arguments.of(Same.class, "Same: " + Same.class.getName() + " has two variants of one name: [X, X]"),
                Arguments.of(
                        Generic.class,
                        Generic.class.getName() + ": " + Generic.class.getName()
                                + " lacks its type arguments; write them out, at the root by a TypeRef"),
                Arguments.of(
                        new TypeRef<Queue<String>>() {}.type(),
                        "Queue<String>: Queue<String> cannot be mapped; use List or Set"),
                Arguments.of(
                        new TypeRef<ConcurrentHashMap<String, String>>() {}.type(),
                        "ConcurrentHashMap<String, String>: ConcurrentHashMap<String, String> cannot be mapped; use Map"),
                Arguments.of(
                        Object.class,
                        "Object: Object cannot be mapped; name the type, or use org.msgpack.value.Value for data without"
                                + " one"));
    }

    @ParameterizedTest
    @MethodSource("types")
    void unmappableTypeIsNamedWithAWayOut(Type type, String message) {
        assertThatThrownBy(() -> CODEC.of(type))
                .isInstanceOf(CodecException.class)
                .hasMessage(message)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    @Test
    void failedTypeLeavesNothingBehind() {
        assertThatThrownBy(() -> CODEC.of(Outer.class)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> CODEC.of(Outer.class)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> CODEC.of(Inner.class)).hasMessageStartingWith("Inner.rows: ");
    }
}
