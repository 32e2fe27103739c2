package org.razorrpc.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plug-ins are found on the module path and on the class path, by a program that names none of them. */
@Timeout(120)
class ModulePathTest {
    private static final String TCP = "tcp://127.0.0.1:0";
    private static final String MEM = "mem://probe";

    private static final String BROKEN_MODULE = """
            module broken {
                requires org.razorrpc.stream;
                provides org.razorrpc.stream.spi.RpcRuntimeProvider with broken.Provider;
            }
            """;

    private static final String BROKEN_PROVIDER = """
            package broken;

            import org.razorrpc.stream.spi.*;

            public class Provider implements RpcRuntimeProvider {
                public String name() {
                    return "broken";
                }

                public String unavailableReason() {
                    return "its native library is missing";
                }

                public RpcRuntime create() {
                    throw new AssertionError("not available");
                }
            }
            """;

    @TempDir
    private static Path directory;

    private static Path probe;
    private static Path broken;

    @BeforeAll
    static void compile() throws IOException {
        probe = ProbeProgram.compile(directory.resolve("probe-module"), "msgpack");
        broken = ChildJvm.compile(
                directory.resolve("broken-module"),
                ChildJvm.CORE,
                "module-info.java",
                BROKEN_MODULE,
                "broken/Provider.java",
                BROKEN_PROVIDER);
        Path services = Files.createDirectories(broken.resolve("META-INF/services"));
        Files.writeString(services.resolve("org.razorrpc.stream.spi.RpcRuntimeProvider"), "broken.Provider\n");
    }

    /** What the probe says on this path, with these arguments. */
    private static String says(boolean modules, String path, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-Dkryo.unsafe=false"));
        command.addAll(
                modules
                        ? List.of("-p", path, "-m", "probe/" + ProbeProgram.MAIN)
                        : List.of("-cp", path, ProbeProgram.MAIN));
        command.addAll(List.of(arguments));
        ChildJvm.Ended ended = ChildJvm.run(directory, command);
        assertThat(ended.exit()).as(ended.err()).isZero();
        return ended.out();
    }

    @ParameterizedTest
    @CsvSource({"loom, msgpack", "loom, kryo", "netty, msgpack", "netty, kryo"})
    void aProgramThatNamesNoModuleCalls(String runtime, String codec) throws Exception {
        String path = ChildJvm.path(
                ProbeProgram.compile(directory.resolve(runtime + codec), codec),
                ChildJvm.CORE,
                ChildJvm.TCP,
                runtime.equals("loom") ? ChildJvm.LOOM : ChildJvm.NETTY,
                codec.equals("kryo") ? ChildJvm.KRYO : ChildJvm.MSGPACK);
        assertThat(says(true, path, "none", "none", TCP, MEM)).isEqualTo("tcp\nmem\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereNothingIsThereTheMessageSaysWhatToAdd(boolean modules) throws Exception {
        String path = ChildJvm.path(probe, ChildJvm.CORE);
        assertThat(says(modules, path, "none", "none", MEM))
                .isEqualTo("refused: no codec is present; add org.razorrpc:razor-codec-msgpack (or razor-codec-kryo,"
                        + " which must be named) to the class or module path\n");
        String withCodec = ChildJvm.path(probe, ChildJvm.CORE, ChildJvm.MSGPACK);
        assertThat(says(modules, withCodec, "none", "none", MEM))
                .isEqualTo("refused: no runtime is present; add org.razorrpc:razor-runtime-netty or"
                        + " org.razorrpc:razor-runtime-loom to the class or module path\n");
        String withRuntime = ChildJvm.path(probe, ChildJvm.CORE, ChildJvm.MSGPACK, ChildJvm.LOOM);
        assertThat(says(modules, withRuntime, "none", "none", MEM, TCP))
                .isEqualTo("mem\nrefused: no transport for tcp://; present are those for mem://;"
                        + " add org.razorrpc:razor-transport-tcp for tcp:// and unix://\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whereTwoAreThereTheMessageNamesBothAndHowToChoose(boolean modules) throws Exception {
        String path =
                ChildJvm.path(probe, ChildJvm.CORE, ChildJvm.MSGPACK, ChildJvm.KRYO, ChildJvm.LOOM, ChildJvm.NETTY);
        assertThat(says(modules, path, "none", "none", MEM))
                .isEqualTo("refused: several runtimes are present: loom, netty; name one by runtimeName(\"...\") or"
                        + " runtime(...) in the configuration\n");
        assertThat(says(modules, path, "none", "loom", MEM))
                .as("msgpack beside kryo")
                .isEqualTo("mem\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void kryoIsNeverTakenUnasked(boolean modules) throws Exception {
        String path = ChildJvm.path(probe, ChildJvm.CORE, ChildJvm.KRYO, ChildJvm.LOOM);
        assertThat(says(modules, path, "none", "none", MEM))
                .isEqualTo("refused: no codec is present; found kryo; add org.razorrpc:razor-codec-msgpack (or"
                        + " razor-codec-kryo, which must be named), or name one by codecName(\"...\") or codec(...) in"
                        + " ClientConfig, codecNames(\"...\") or codecs(...) in ServerConfig\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUnavailableOneSaysWhyAndIsNotInTheWayOfOthers(boolean modules) throws Exception {
        String alone = ChildJvm.path(broken, ChildJvm.CORE, ChildJvm.MSGPACK) + ":" + probe;
        assertThat(says(modules, alone, "none", "none", MEM))
                .isEqualTo("refused: the only runtime cannot be used here: broken (not available: its native library is"
                        + " missing)\n");
        String beside = ChildJvm.path(broken, ChildJvm.CORE, ChildJvm.MSGPACK, ChildJvm.LOOM) + ":" + probe;
        assertThat(says(modules, beside, "none", "none", MEM)).isEqualTo("mem\n");
        assertThat(says(modules, beside, "none", "broken", MEM))
                .isEqualTo("refused: runtime broken cannot be used here: broken (not available: its native library is"
                        + " missing)\n");
    }
}
