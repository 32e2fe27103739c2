package org.razorrpc.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.razorrpc.files.FileActions.Opened;
import org.razorrpc.stream.Errno;

class OpenFilesTest {
    private static final int MAX = 3;

    @TempDir
    private Path directory;

    private final AtomicLong nanoTime = new AtomicLong(-5);
    private final OpenFiles files = new OpenFiles(MAX, nanoTime::get);
    private Tree tree;

    @BeforeEach
    void openTree() throws IOException {
        tree = Tree.open(directory);
        Files.writeString(directory.resolve("file"), "12345");
    }

    @AfterEach
    void closeTree() throws IOException {
        files.close();
        tree.close();
    }

    @Test
    void oneFileTooManyIsRefusedUntilAnotherIsClosed() throws IOException {
        Opened first = open();
        open();
        open();
        assertFails(Errno.EMFILE, this::open);
        files.take(first.inode()).close();
        open();
        assertFails(Errno.EMFILE, this::open);
    }

    @Test
    void failedOpeningTakesNoRoom() throws IOException {
        for (int i = 0; i < MAX; i++) {
            assertFails(Errno.ENOENT, () -> files.open(() -> new OpenFile(tree.openFile("missing"))));
        }
        assertThat(open().size()).isEqualTo(5);
    }

    @Test
    void inodeThatIsNotOpenIsRefused() throws IOException {
        Opened opened = open();
        files.take(opened.inode()).close();
        assertFails(Errno.EBADF, () -> files.get(opened.inode()));
        assertFails(Errno.EBADF, () -> files.take(opened.inode()));
        assertFails(Errno.EBADF, () -> files.get(-1));
        assertThat(open().inode()).isNotEqualTo(opened.inode());
    }

    @Test
    void fileThatNobodyUsesIsClosed() throws IOException {
        Opened idle = open();
        Opened used = open();
        nanoTime.addAndGet(60);
        files.get(used.inode());
        nanoTime.addAndGet(40);
        files.closeIdle(100);
        assertFails(Errno.EBADF, () -> files.get(idle.inode()));
        files.get(used.inode());
        open();
        open();
        assertThat(files.count()).isEqualTo(MAX);
    }

    @Test
    void fileOpenedWhileTheConnectionGoesIsClosed() throws IOException {
        Opened late = files.open(() -> {
            files.close();
            return new OpenFile(tree.openFile("file"));
        });
        assertFails(Errno.EBADF, () -> files.get(late.inode()));
        assertThat(files.count()).isZero();
    }

    private Opened open() throws IOException {
        return files.open(() -> new OpenFile(tree.openFile("file")));
    }

    private static void assertFails(Errno errno, ThrowingCallable call) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(Errnos.of(e)).as(e.toString()).isEqualTo(errno));
    }
}
