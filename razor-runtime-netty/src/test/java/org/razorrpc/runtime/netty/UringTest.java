package org.razorrpc.runtime.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is io_uring's own; the rest is in the tests that run on every transport. */
@Timeout(60)
class UringTest {

    private static final String CLASSES = "netty-transport-classes-io_uring";
    private static final String NATIVE = "netty-transport-native-io_uring";

    @Test
    void autoNeverChoosesIt() {
        assertThat(SocketKind.of(NettyConfig.Transport.AUTO)).isNotEqualTo(SocketKind.IO_URING);
    }

    @Test
    void withoutItsClassesBothArtifactsAreNamed() throws Exception {
        assertThat(choose(entry -> entry.contains("io_uring"), "-Dnothing=else"))
                .startsWith("io_uring cannot be used here: add io.netty:" + CLASSES + " and io.netty:" + NATIVE);
    }

    @Test
    void withoutItsNativeLibraryThatArtifactIsNamed() throws Exception {
        assertThat(choose(entry -> entry.contains(NATIVE), "-Dnothing=else"))
                .startsWith("io_uring cannot be used here: add io.netty:" + NATIVE + " for this platform");
    }

    @Test
    void theReasonThatNettyGivesIsTold() throws Exception {
        assertThat(choose(entry -> false, "-Dio.netty.transport.noNative=true"))
                .startsWith("io_uring cannot be used here: ")
                .contains("io.netty.transport.noNative=true");
    }

    @Test
    void aKernelWithoutMultishotPollsIsRefused() throws Exception {
        Rig.assumePermitted(NettyConfig.Transport.IO_URING);
        assertThat(choose(entry -> false, "-Dio.netty.iouring.pollAddMultishotEnabled=false"))
                .contains("no multishot polls");
    }

    /** A ring has room for 128 submissions. */
    @Test
    void aLoopServesMoreStreamsThanItsRingHasRoomFor() throws Exception {
        try (Rig rig = new Rig(Rig.Net.URING_UNIX, 1)) {
            rig.listen();
            List<TestHandler> clients = new ArrayList<>();
            List<TestHandler> servers = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                clients.add(rig.connect(new TestHandler()));
                servers.add(rig.nextAccepted());
            }
            for (int round = 1; round <= 3; round++) {
                int bytes = round;
                for (TestHandler client : clients) {
                    client.send(new byte[1]);
                }
                for (TestHandler server : servers) {
                    Await.until("a byte of each", () -> server.received.get() == bytes);
                }
            }
            for (TestHandler client : clients) {
                client.stream().close();
            }
            for (TestHandler server : servers) {
                assertThat(server.inputEnd.await(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    /** What the program says in a JVM without some entries of the class path. */
    private static String choose(Predicate<String> without, String option) throws Exception {
        String path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(without.negate())
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        option,
                        "-cp",
                        path,
                        "org.razorrpc.runtime.netty.CreateRuntime",
                        "IO_URING",
                        "1")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
