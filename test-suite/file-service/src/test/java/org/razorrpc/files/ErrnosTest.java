package org.razorrpc.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.razorrpc.stream.Errno;

class ErrnosTest {

    @Test
    void exceptionsOfTheJdkHaveTheirNumber() {
        Map<IOException, Errno> expected = Map.of(
                new NoSuchFileException("f"), Errno.ENOENT,
                new AccessDeniedException("f"), Errno.EACCES,
                new NotDirectoryException("f"), Errno.ENOTDIR,
                new FileAlreadyExistsException("f"), Errno.EEXIST,
                new DirectoryNotEmptyException("f"), Errno.ENOTEMPTY,
                new FileSystemLoopException("f"), Errno.ELOOP,
                new ClosedChannelException(), Errno.EBADF,
                new IOException("No space left on device"), Errno.ENOSPC,
                new FileSystemException("f", null, "Read-only file system"), Errno.EROFS,
                new FileSystemException("f"), Errno.EIO);
        expected.forEach((e, errno) -> assertThat(Errnos.of(e)).as(e.toString()).isEqualTo(errno));
        assertThat(Errnos.of(new IOException("something nobody has heard of"))).isEqualTo(Errno.EIO);
        assertThat(Errnos.of(new IOException())).isEqualTo(Errno.EIO);
    }

    @Test
    void madeFailuresKeepTheirNumber() {
        for (Errno errno : Errno.values()) {
            assertThat(Errnos.of(Errnos.failure(errno, "file"))).isEqualTo(errno);
        }
    }
}
