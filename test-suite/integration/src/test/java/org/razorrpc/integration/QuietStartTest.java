package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each runtime with each codec starts, calls and ends without a word of the JVM or the libraries on stderr. */
@Timeout(60)
class QuietStartTest {
    @TempDir
    private static Path directory;

    @ParameterizedTest
    @CsvSource({"loom, msgpack", "loom, kryo", "netty, msgpack", "netty, kryo"})
    void nothingIsSaidOnStderr(String runtime, String codec) throws Exception {
        String path = ChildJvm.path(
                ProbeProgram.compile(directory.resolve(runtime + codec), codec),
                ChildJvm.CORE,
                ChildJvm.TCP,
                runtime.equals("loom") ? ChildJvm.LOOM : ChildJvm.NETTY,
                codec.equals("kryo") ? ChildJvm.KRYO : ChildJvm.MSGPACK);
        ChildJvm.Ended ended = ChildJvm.run(
                directory,
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        path,
                        ProbeProgram.MAIN,
                        codec,
                        runtime,
                        "tcp://127.0.0.1:0",
                        "mem://probe"));
        assertThat(ended).isEqualTo(new ChildJvm.Ended(0, "tcp\nmem\n", ""));
    }
}
