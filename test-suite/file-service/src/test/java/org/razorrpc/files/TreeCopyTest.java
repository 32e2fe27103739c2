package org.razorrpc.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.razorrpc.files.FileActions.Entry;
import org.razorrpc.files.FileActions.Kind;
import org.razorrpc.files.FileActions.Listing;
import org.razorrpc.stream.ClientStream;
import org.razorrpc.stream.Dispatch;

@ParameterizedClass
@MethodSource("org.razorrpc.files.Stack#all")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TreeCopyTest {
    @Parameter
    private Stack stack;

    @TempDir
    private Path temporary;

    private Path directory;
    private Path source;
    private Path back;
    private Stack.Served served;
    private ClientStream stream;
    private volatile Runnable atEachBlock = () -> {};
    private final AtomicLong progress = new AtomicLong();
    private TreeCopy copy;

    @BeforeEach
    void serve() throws IOException {
        directory = Files.createDirectory(temporary.resolve("served"));
        source = Files.createDirectory(temporary.resolve("source"));
        back = temporary.resolve("back");
        served = stack.serve(directory);
        stream = served.connect();
        copy = new TreeCopy(stream, bytes -> {
            progress.addAndGet(bytes);
            atEachBlock.run();
        });
    }

    @AfterEach
    void close() throws IOException {
        copy.close();
        stream.close();
        served.close();
    }

    @Test
    void treeComesBackAsItWas() throws IOException {
        Trees.make(source);
        Manifest original = Trees.manifest(source);
        TreeCopy.Report put = copy.put(source, "a/b", all -> true);
        assertThat(put.files()).isEqualTo(original.files());
        assertThat(put.bytes()).isEqualTo(original.bytes()).isEqualTo(progress.get());
        assertThat(put.skipped()).isEmpty();
        assertThat(Trees.manifest(directory.resolve("a/b")).firstDifference(original))
                .isNull();
        TreeCopy.Report got = copy.get("a/b", back);
        assertThat(got).isEqualTo(put);
        assertThat(Trees.manifest(back).firstDifference(original)).isNull();
    }

    @Test
    void singleFileIsCopiedUnderItsNewName() throws IOException {
        Path file = Trees.write(source.resolve("file"), 200_000, new Random(1));
        assertThat(copy.put(file, "x/y/renamed", all -> true).files()).isEqualTo(1);
        assertThat(directory.resolve("x/y/renamed")).hasSameBinaryContentAs(file);
        copy.get("x/y/renamed", back.resolve("again"));
        assertThat(back.resolve("again")).hasSameBinaryContentAs(file);
    }

    @Test
    void copyReplacesWhatIsThereAndLeavesTheRest() throws IOException {
        Files.writeString(source.resolve("file"), "new");
        Files.writeString(directory.resolve("file"), "old and longer");
        Files.writeString(directory.resolve("other"), "other");
        copy.put(source, "", all -> true);
        assertThat(directory.resolve("file")).hasContent("new");
        assertThat(directory.resolve("other")).hasContent("other");
    }

    @Test
    void onlyWhatIsIncludedIsCopied() throws IOException {
        Files.createDirectories(source.resolve("yes/deep"));
        Files.createDirectories(source.resolve("no"));
        Files.writeString(source.resolve("yes/deep/file"), "1");
        Files.writeString(source.resolve("no/file"), "2");
        copy.put(source, "", path -> path.startsWith("yes"));
        assertThat(directory.resolve("yes/deep/file")).hasContent("1");
        assertThat(directory.resolve("no")).doesNotExist();
    }

    @Test
    void linksAreLeftOutAndReported() throws IOException {
        Files.writeString(source.resolve("file"), "1");
        Files.createSymbolicLink(source.resolve("link"), Path.of("file"));
        assertThat(copy.put(source, "up", all -> true).skipped()).containsExactly("link");
        Files.createSymbolicLink(directory.resolve("up/link"), Path.of("file"));
        assertThat(copy.get("up", back).skipped()).containsExactly("up/link");
        assertThat(back.resolve("link")).doesNotExist();
        assertThat(back.resolve("file")).hasContent("1");
    }

    @Test
    void firstFailureNamesTheFileAndLeavesNothingHalfWritten() throws IOException {
        Trees.make(source);
        Files.createDirectories(directory.resolve("many/file 77/in the way"));
        assertThatIOException()
                .isThrownBy(() -> copy.put(source, "", all -> true))
                .withMessageStartingWith("many/file 77: ")
                .withMessageContaining("EISDIR");
        assertNothingTemporary(directory);

        Files.createDirectories(back.resolve("many/file 5/in the way"));
        Trees.make(Files.createDirectory(directory.resolve("whole")));
        assertThatIOException()
                .isThrownBy(() -> copy.get("whole", back))
                .withMessage("whole/many/file 5: Is a directory");
        assertNothingTemporary(back);

        Files.writeString(source.resolve("after"), "after a failure");
        copy.put(source.resolve("after"), "after", all -> true);
        assertThat(directory.resolve("after")).hasContent("after a failure");
    }

    @Test
    void missingSourceIsNamed() {
        assertThatIOException()
                .isThrownBy(() -> copy.get("missing/file", back))
                .withMessage("missing/file: ENOENT (2): No such file or directory");
        assertThatIOException()
                .isThrownBy(() -> copy.put(source.resolve("missing"), "x", all -> true))
                .withMessage("missing: No such file or directory");
    }

    @Test
    void nameThatIsNoTextStopsTheCopyAndIsNamed() throws Exception {
        Process touch =
                new ProcessBuilder("bash", "-c", "touch \"$0/$(printf 'caf\\351')\"", source.toString()).start();
        assertThat(touch.waitFor()).isZero();
        assertThatIOException()
                .isThrownBy(() -> copy.put(source, "", all -> true))
                .withMessageStartingWith("caf")
                .withMessageContaining("not valid text");
    }

    @Test
    void fileThatChangesWhileItIsCopiedIsNotTaken() throws IOException {
        Path file = Trees.write(directory.resolve("file"), 4 << 20, new Random(3));
        atEachBlock = () -> overwriteFirstByte(file);
        assertThatIOException()
                .isThrownBy(() -> copy.get("", back))
                .withMessage("file: what arrived has another SHA-256 than the original");
        assertThat(back).isEmptyDirectory();
    }

    private static void overwriteFirstByte(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer first = ByteBuffer.allocate(1);
            channel.read(first, 0);
            first.put(0, (byte) (first.get(0) + 1)).flip();
            channel.write(first, 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void lostConnectionEndsTheCopySoonAndLeavesNothingHalfWritten() throws IOException {
        for (int i = 0; i < 20; i++) {
            Trees.write(directory.resolve("file " + i), 1 << 20, new Random(i));
        }
        atEachBlock = stream::close;
        assertThatIOException().isThrownBy(() -> copy.get("", back)).withMessageStartingWith("file ");
        assertNothingTemporary(back);
    }

    @Test
    void whatALostConnectionLeftStagedIsDroppedWhenItsTimeHasCome() throws IOException {
        Trees.write(source.resolve("file"), 8 << 20, new Random(1));
        Path own = Files.createDirectory(temporary.resolve("own"));
        try (Stack.Served impatient = stack.serve(own, 1, Duration.ofMillis(20))) {
            ClientStream lost = impatient.connect();
            try (TreeCopy again = new TreeCopy(lost, bytes -> lost.close())) {
                assertThatIOException()
                        .isThrownBy(() -> again.put(source, "", all -> true))
                        .withMessageStartingWith("file: ");
            }
            await().atMost(10, TimeUnit.SECONDS).untilAsserted(() -> assertNothingTemporary(own));
        }
    }

    @Test
    void namesFromTheServerThatLeadElsewhereAreRefused() throws IOException {
        for (String name : List.of("../evil", "..", "/evil", "a/b", "")) {
            FileService service = FileService.open(directory);
            Entry evil = new Entry(name, Kind.FILE, 1, false);
            Dispatch lying = Dispatch.byAction()
                    .concurrent(FileActions.STAT, (q, r) -> r.ok(new Entry("", Kind.DIRECTORY, 0, false)))
                    .concurrent(FileActions.LIST, (q, r) -> r.ok(new Listing(List.of(evil), false)))
                    .build();
            try (Stack.Served liar = stack.serve(service, lying);
                    ClientStream other = liar.connect();
                    TreeCopy victim = new TreeCopy(other, TreeCopy.Progress.NONE)) {
                assertThatIOException()
                        .isThrownBy(() -> victim.get("dir", back))
                        .withMessage("dir: holds something with the name '" + name + "'");
            }
            assertThat(back).isEmptyDirectory();
        }
    }

    private static void assertNothingTemporary(Path root) throws IOException {
        try (var names = Files.walk(root)) {
            assertThat(names.map(name -> name.getFileName().toString())).noneMatch(name -> name.startsWith(".razor-"));
        }
    }
}
