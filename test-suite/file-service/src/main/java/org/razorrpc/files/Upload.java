package org.razorrpc.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import org.razorrpc.files.FileActions.Block;
import org.razorrpc.files.FileActions.Entry;
import org.razorrpc.stream.ClientCaller;

/** Copies to the server. */
final class Upload implements Direction {
    private final ClientCaller caller;
    private final Tree source;
    private final FileClient target;
    private final BlockPool blocks;

    Upload(ClientCaller caller, Tree source, BlockPool blocks) {
        this.caller = caller;
        this.source = source;
        this.target = new FileClient(caller);
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
            String upload = UUID.randomUUID().toString();
            boolean committed = false;
            try {
                target.stage(to, upload);
                blocks.move(caller, new Block(to, upload, 0, size), new Sending(channel, moved));
                target.commit(to, upload, entry.executable(), Hashes.sha256(channel));
                committed = true;
            } finally {
                if (!committed) {
                    target.discardQuietly(to, upload);
                }
            }
            return size;
        }
    }

    private record Sending(FileChannel channel, Moved moved) implements BlockPool.Step {
        @Override
        public void prepare(BlockTask task, Block block, BlockingQueue<BlockTask> completed) throws IOException {
            ByteBuffer buffer = task.buffer().clear().limit((int) block.len());
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, block.offset() + buffer.position()) < 0) {
                    throw new IOException("the file changed while it was copied");
                }
            }
            task.write(block, completed);
        }

        @Override
        public void arrived(BlockTask task) throws IOException {
            moved.bytes(task.block().len());
        }
    }
}
