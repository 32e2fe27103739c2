package org.razorrpc.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.razorrpc.files.FileActions.Entry;
import org.razorrpc.files.FileActions.Opened;
import org.razorrpc.files.FileActions.Range;
import org.razorrpc.stream.ClientStream;

/** Copies to the server. */
final class Upload implements Direction {
    private final ClientStream stream;
    private final Tree source;
    private final FileClient target;
    private final BlockPool blocks;

    Upload(ClientStream stream, Tree source, BlockPool blocks) {
        this.stream = stream;
        this.source = source;
        this.target = new FileClient(stream);
        this.blocks = blocks;
    }

    @Override
    public Entry stat(String path) throws IOException {
        return source.stat(path);
    }

    @Override
    public List<Entry> list(String path) throws IOException {
        return source.listAll(path);
    }

    @Override
    public void makeDirectory(String path) {
        target.makeDirectory(path);
    }

    @Override
    public long copy(String from, String to, Entry entry, Moved moved) throws IOException {
        try (FileChannel channel = source.openFile(from)) {
            long size = channel.size();
            Opened staged = target.stage(to);
            boolean committed = false;
            try {
                blocks.move(stream, staged.inode(), size, new Sending(channel, moved));
                target.commit(staged.inode(), entry.executable(), Hashes.sha256(channel));
                committed = true;
            } finally {
                if (!committed) {
                    target.closeQuietly(staged.inode());
                }
            }
            return size;
        }
    }

    private record Sending(FileChannel channel, Moved moved) implements BlockPool.Step {
        @Override
        public void prepare(BlockTask task, Range range, BlockingQueue<BlockTask> completed) throws IOException {
            ByteBuffer buffer = task.buffer().clear().limit((int) range.len());
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, range.offset() + buffer.position()) < 0) {
                    throw new IOException("the file changed while it was copied");
                }
            }
            task.write(range, completed);
        }

        @Override
        public void arrived(BlockTask task) throws IOException {
            moved.bytes(task.range().len());
        }
    }
}
