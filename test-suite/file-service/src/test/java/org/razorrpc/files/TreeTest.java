package org.razorrpc.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.razorrpc.files.FileActions.Entry;
import org.razorrpc.files.FileActions.Kind;
import org.razorrpc.files.FileActions.Listing;
import org.razorrpc.stream.Errno;

/** With directories by descriptor, and by path as on platforms that have nothing better. */
@ParameterizedClass(name = "secure: {0}")
@ValueSource(booleans = {true, false})
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TreeTest {
    @Parameter
    private boolean secure;

    @TempDir
    private Path temporary;

    private Path outside;
    private Path served;
    private Tree tree;

    @BeforeEach
    void open() throws IOException {
        outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        served = Files.createDirectory(temporary.resolve("served"));
        tree = secure ? Tree.open(served) : Tree.openPlain(served);
    }

    @AfterEach
    void close() throws IOException {
        tree.close();
    }

    @Test
    void pathsThatLeadOutAreRefused() throws IOException {
        Files.createDirectory(served.resolve("a"));
        for (String path : List.of("..", "../outside/secret", "a/../../outside/secret", "a/..", "/etc/passwd", "/")) {
            assertEveryUseFails(Errno.EACCES, path);
        }
        assertFails(Errno.EACCES, () -> tree.list("..", ""));
        assertThat(outside.resolve("secret")).hasContent("secret");
    }

    @Test
    void linksAreNotFollowedAtTheEndOfAPath() throws IOException {
        Files.createSymbolicLink(served.resolve("file-link"), outside.resolve("secret"));
        Files.createSymbolicLink(served.resolve("inner-link"), Path.of("file-link"));
        Files.createSymbolicLink(served.resolve("dangling"), outside.resolve("new"));
        Files.createSymbolicLink(served.resolve("loop"), Path.of("loop"));
        for (String link : List.of("file-link", "inner-link", "dangling", "loop")) {
            assertFails(Errno.EACCES, () -> tree.openFile(link));
            assertFails(Errno.EACCES, () -> tree.createFile(link));
            assertFails(Errno.EEXIST, () -> tree.makeDirectory(link));
            assertThat(tree.stat(link).kind()).isEqualTo(Kind.LINK);
        }
        assertThat(outside.resolve("secret")).hasContent("secret");
        assertThat(outside.resolve("new")).doesNotExist();
    }

    @Test
    void linksAreNotFollowedWithinAPath() throws IOException {
        Files.createSymbolicLink(served.resolve("link"), outside);
        Files.createSymbolicLink(served.resolve("here"), served);
        assertEveryUseFails(Errno.EACCES, "link/secret");
        assertEveryUseFails(Errno.EACCES, "here/link/secret");
        assertFails(Errno.EACCES, () -> tree.list("link", ""));
        assertThat(outside.resolve("secret")).hasContent("secret");
    }

    @Test
    void stagedFileReplacesALinkAndLeavesItsTargetAlone() throws IOException {
        Files.createSymbolicLink(served.resolve("link"), outside.resolve("secret"));
        try (StagedFile staged = tree.stage("link")) {
            staged.channel().write(ByteBuffer.wrap("new".getBytes()));
            staged.commit(false);
        }
        assertThat(outside.resolve("secret")).hasContent("secret");
        assertThat(served.resolve("link")).isRegularFile().hasContent("new");
    }

    @Test
    void linkSwappedInBetweenCheckAndUseIsNotFollowed() throws Exception {
        assumeTrue(secure, "by path this cannot be had");
        Path directory = Files.createDirectory(served.resolve("d"));
        Files.writeString(directory.resolve("secret"), "public");
        Files.createSymbolicLink(served.resolve("evil"), outside);
        AtomicBoolean stop = new AtomicBoolean();
        Thread swapper = Thread.ofPlatform().start(() -> swap(stop));
        int opened = 0;
        try {
            for (int i = 0; i < 3000; i++) {
                opened += opensOnlyWhatIsServed() ? 1 : 0;
            }
        } finally {
            stop.set(true);
            swapper.join();
        }
        assertThat(opened).as("of 3000 the real directory was there for").isPositive();
        try (var left = Files.list(outside)) {
            assertThat(left).containsExactly(outside.resolve("secret"));
        }
    }

    private void swap(AtomicBoolean stop) {
        try {
            while (!stop.get()) {
                Files.move(served.resolve("d"), served.resolve("aside"), StandardCopyOption.ATOMIC_MOVE);
                Files.move(served.resolve("evil"), served.resolve("d"), StandardCopyOption.ATOMIC_MOVE);
                Files.move(served.resolve("d"), served.resolve("evil"), StandardCopyOption.ATOMIC_MOVE);
                Files.move(served.resolve("aside"), served.resolve("d"), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private boolean opensOnlyWhatIsServed() throws IOException {
        try (FileChannel channel = tree.openFile("d/secret")) {
            ByteBuffer bytes = ByteBuffer.allocate(6);
            channel.read(bytes);
            assertThat(new String(bytes.array())).isEqualTo("public");
            tree.createFile("d/created").close();
            return true;
        } catch (IOException e) {
            assertThat(Errnos.of(e)).isIn(Errno.EACCES, Errno.ENOENT);
            return false;
        }
    }

    @Test
    void directoryOpenedBeforeASwapStaysTheOneThatIsServed() throws IOException {
        assumeTrue(secure, "by path this cannot be had");
        Files.createDirectory(served.resolve("d"));
        try (StagedFile staged = tree.stage("d/file")) {
            Files.move(served.resolve("d"), served.resolve("aside"));
            Files.createSymbolicLink(served.resolve("d"), outside);
            staged.commit(false);
        }
        assertThat(served.resolve("aside/file")).exists();
        assertThat(outside.resolve("file")).doesNotExist();
    }

    @Test
    void wrongUseHasItsErrno() throws IOException {
        Files.createDirectories(served.resolve("dir/full"));
        Files.writeString(served.resolve("file"), "x");
        assertFails(Errno.ENOENT, () -> tree.openFile("missing"));
        assertFails(Errno.ENOENT, () -> tree.openFile("missing/file"));
        assertFails(Errno.ENOENT, () -> tree.stage("missing/file"));
        assertFails(Errno.ENOENT, () -> tree.stat("missing"));
        assertFails(Errno.ENOTDIR, () -> tree.openFile("file/below"));
        assertFails(Errno.ENOTDIR, () -> tree.list("file", ""));
        assertFails(Errno.EISDIR, () -> tree.openFile("dir"));
        assertFails(Errno.EISDIR, () -> tree.createFile("dir"));
        assertFails(Errno.EISDIR, () -> tree.openFile(""));
        assertFails(Errno.EEXIST, () -> tree.makeDirectory("dir"));
        assertFails(Errno.EEXIST, () -> tree.makeDirectory("file"));
        assertFails(Errno.EINVAL, () -> tree.openFile("nul\0byte"));
        assertFails(Errno.EILSEQ, () -> tree.createFile("half \ud83d of a pair"));
        assertFails(Errno.ENAMETOOLONG, () -> tree.createFile("n".repeat(256)));
        assertFails(Errno.ENAMETOOLONG, () -> tree.createFile("n/".repeat(3000)));
    }

    @Test
    void namedPipeIsRefusedWithoutWaitingForItsOtherEnd() throws Exception {
        run("mkfifo", served.resolve("pipe").toString());
        assertFails(Errno.EACCES, () -> tree.openFile("pipe"));
        assertFails(Errno.EACCES, () -> tree.createFile("pipe"));
        assertFails(Errno.ENOTDIR, () -> tree.openFile("pipe/below"));
        assertThat(tree.stat("pipe").kind()).isEqualTo(Kind.OTHER);
    }

    @Test
    void oddNamesAreJustNames() throws IOException {
        List<String> names = List.of(
                " ",
                "-rf",
                "...",
                "a b",
                "line\nbreak",
                "tab\t",
                "\"quote'",
                "back\\slash",
                "col:on",
                "*?[",
                "~",
                "naïve",
                "日本語",
                "😀",
                "e\u0301",
                "n".repeat(255));
        for (String name : names) {
            tree.createFile(name).close();
        }
        assertThat(tree.list("", "").entries())
                .extracting(Entry::name)
                .containsExactlyInAnyOrderElementsOf(names)
                .isSorted();
        for (String name : names) {
            assertThat(tree.stat(name)).isEqualTo(new Entry(name, Kind.FILE, 0, false));
            tree.openFile(name).close();
        }
    }

    @Test
    void nameThatIsNoTextIsListedAsSuch() throws Exception {
        run("bash", "-c", "touch \"$0/$(printf 'caf\\351')\"", served.toString());
        List<Entry> entries = tree.list("", "").entries();
        assertThat(entries).extracting(Entry::kind).containsExactly(Kind.UNREADABLE_NAME);
        assertThat(entries.get(0).name()).startsWith("caf");
    }

    @Test
    void deepPathsWork() throws IOException {
        String path = "";
        for (int depth = 0; depth < 200; depth++) {
            path = path + (depth == 0 ? "" : "/") + "directory " + depth;
            tree.makeDirectory(path);
        }
        tree.createFile(path + "/file").close();
        assertThat(tree.list(path, "").entries()).extracting(Entry::name).containsExactly("file");
        assertThat(tree.stat("./" + path.replace("/", "//") + "/./file").kind()).isEqualTo(Kind.FILE);
    }

    @Test
    void pagesTogetherAreTheWholeDirectory() throws IOException {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 2 * Tree.PAGE + 1; i++) {
            expected.add(String.format("file %05d", i));
            Files.createFile(served.resolve(expected.get(i)));
        }
        Listing first = tree.list("", "");
        assertThat(first.entries()).hasSize(Tree.PAGE);
        assertThat(first.more()).isTrue();
        assertThat(tree.listAll("")).extracting(Entry::name).containsExactlyElementsOf(expected);
        assertThat(tree.list("", expected.get(Tree.PAGE)).more()).isFalse();
    }

    @Test
    void stagedFileIsInvisibleUntilItIsCommitted() throws IOException {
        Files.writeString(served.resolve("file"), "old");
        try (StagedFile staged = tree.stage("file")) {
            staged.channel().write(ByteBuffer.wrap("new".getBytes()));
            assertThat(tree.list("", "").entries()).extracting(Entry::name).containsExactly("file");
            assertThat(served.resolve("file")).hasContent("old");
            staged.commit(true);
        }
        assertThat(served.resolve("file")).hasContent("new");
        assertThat(tree.stat("file")).isEqualTo(new Entry("file", Kind.FILE, 3, true));
        assertNothingTemporaryIsLeft();
    }

    @Test
    void stagedFileThatIsNotCommittedLeavesNothing() throws IOException {
        tree.stage("file").close();
        assertNothingTemporaryIsLeft();
        assertThat(served.resolve("file")).doesNotExist();
    }

    @Test
    void temporaryFilesCannotBeNamed() throws IOException {
        String name = Tree.temporaryName();
        Files.writeString(served.resolve(name), "half");
        assertFails(Errno.EACCES, () -> tree.openFile(name));
        assertThat(tree.list("", "").entries()).isEmpty();
    }

    @Test
    void createEmptiesTheFileThatIsThere() throws IOException {
        Files.writeString(served.resolve("file"), "old content");
        tree.createFile("file").close();
        assertThat(served.resolve("file")).isEmptyFile();
    }

    @Test
    void fileThatMayNotBeWrittenIsOpenedForReading() throws IOException {
        Path file = Files.writeString(served.resolve("file"), "text");
        assumeTrue(file.toFile().setReadOnly() && !Files.isWritable(file), "root may write everything");
        try (FileChannel channel = tree.openFile("file")) {
            assertThat(channel.read(ByteBuffer.allocate(4))).isEqualTo(4);
        }
    }

    @Test
    void linuxHasSecureDirectories() throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux"));
        try (var stream = Files.newDirectoryStream(served)) {
            assertThat(stream).isInstanceOf(SecureDirectoryStream.class);
        }
    }

    private void assertEveryUseFails(Errno errno, String path) {
        assertFails(errno, () -> tree.openFile(path));
        assertFails(errno, () -> tree.createFile(path));
        assertFails(errno, () -> tree.makeDirectory(path));
        assertFails(errno, () -> tree.stat(path));
        assertFails(errno, () -> tree.stage(path));
    }

    private static void assertFails(Errno errno, ThrowingCallable call) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(Errnos.of(e)).as(e.toString()).isEqualTo(errno));
    }

    private void assertNothingTemporaryIsLeft() throws IOException {
        try (var names = Files.walk(served)) {
            assertThat(names.map(name -> name.getFileName().toString())).noneMatch(name -> name.startsWith(".razor-"));
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
