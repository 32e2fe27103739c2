package org.razorrpc.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Constructor;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.razorrpc.stream.spi.CodecException;

/** Records of more components than a header, or a word of bits, has room for; made by the compiler, from another loader. */
class LargeRecordTest {
    @TempDir
    Path directory;

    private Class<?> recordOf(int components, String type) throws Exception {
        String source = IntStream.range(0, components)
                .mapToObj(i -> type + " c" + i)
                .collect(Collectors.joining(", ", "record Large(", ") {}"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        SimpleJavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Large.java"), SimpleJavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignored) {
                        return source;
                    }
                };
        List<String> options = List.of("-d", directory.toString());
        assertThat(compiler.getTask(null, null, null, options, null, List.of(file))
                        .call())
                .isTrue();
        // Kept open: the class is used after this returns.
        return new URLClassLoader(new URL[] {directory.toUri().toURL()}, null).loadClass("Large");
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 63, 64, 65, 128, 129, 250})
    void everyComponentIsKept(int components) throws Exception {
        Class<?> type = recordOf(components, "int");
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        Object[] values = IntStream.range(0, components).boxed().toArray();
        Object value = constructor.newInstance(values);
        byte[] message = Messages.encode(Messages.CODEC, type, value);
        Object read = Messages.decode(Messages.CODEC, type, message);
        assertThat(read).isEqualTo(value);
        byte[] cut = Arrays.copyOf(message, message.length - 1);
        assertThatThrownBy(() -> Messages.decode(Messages.CODEC, type, cut)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> Messages.decode(type, "81a26330" + "05"))
                .isInstanceOf(CodecException.class)
                .hasMessage("Large.c1: is missing; Large ends at byte 5");
    }

    @Test
    void missingComponentOfALaterWordIsNamed() throws Exception {
        Class<?> type = recordOf(70, "java.util.Optional<Integer>");
        Object empty = Messages.decode(type, "80");
        assertThat(empty.toString()).contains("c69=Optional.empty");
    }

    @Test
    void tooManyComponentsAreRefusedByName() throws Exception {
        Class<?> type = recordOf(126, "long");
        assertThatThrownBy(() -> Messages.CODEC.of(type))
                .isInstanceOf(CodecException.class)
                .hasMessage("Large: Large has too many components; group them in records of their own");
    }
}
