package org.razorrpc.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;

/** A file under construction. Either {@link #commit} puts it in place, or {@link #close} leaves nothing behind. One thread. */
final class StagedFile implements Closeable {
    private final Folder folder;
    private final String temporary;
    private final String name;
    private final FileChannel channel;
    private boolean committed;
    private boolean closed;

    StagedFile(Folder folder, String temporary, String name, FileChannel channel) {
        this.folder = folder;
        this.temporary = temporary;
        this.name = name;
        this.channel = channel;
    }

    FileChannel channel() {
        return channel;
    }

    void commit(boolean executable) throws IOException {
        folder.setExecutable(temporary, executable);
        folder.rename(temporary, name);
        committed = true;
    }

    /** Closes it; without a commit before, it is deleted. Idempotent. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (folder;
                channel) {
            if (!committed) {
                folder.deleteFile(temporary);
            }
        }
    }
}
