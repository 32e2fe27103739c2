package org.razorrpc.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.razorrpc.files.FileActions.Block;
import org.razorrpc.files.FileActions.Entry;
import org.razorrpc.files.FileActions.Kind;
import org.razorrpc.stream.ClientCaller;

/** Copies from the server. */
final class Download implements Direction {
    private final ClientCaller caller;
    private final FileClient source;
    private final Tree target;
    private final BlockPool blocks;

    Download(ClientCaller caller, Tree target, BlockPool blocks) {
        this.caller = caller;
        this.source = new FileClient(caller);
        this.target = target;
        this.blocks = blocks;
    }

    @Override
    public Entry stat(String path) {
        return source.stat(path);
    }

    @Override
    public List<Entry> list(String path) {
        return source.list(path);
    }

    @Override
    public void makeDirectory(String path) throws IOException {
        try {
            target.makeDirectory(path);
        } catch (FileAlreadyExistsException e) {
            if (target.stat(path).kind() != Kind.DIRECTORY) {
                throw e;
            }
        }
    }

    @Override
    public long copy(String from, String to, Entry entry, Moved moved) throws IOException {
        try (StagedFile staged = target.stage(to)) {
            blocks.move(caller, new Block(from, "", 0, entry.size()), new Receiving(staged.channel(), moved));
            if (!Hashes.sha256(staged.channel()).equals(source.sha256(from))) {
                throw new IOException("what arrived has another SHA-256 than the original");
            }
            staged.commit(entry.executable());
        }
        return entry.size();
    }

    private record Receiving(FileChannel channel, Moved moved) implements BlockPool.Step {
        @Override
        public void prepare(BlockTask task, Block block, BlockingQueue<BlockTask> completed) {
            task.read(block, completed);
        }

        @Override
        public void arrived(BlockTask task) throws IOException {
            ByteBuffer bytes = task.buffer().flip();
            long offset = task.block().offset();
            long length = bytes.remaining();
            while (bytes.hasRemaining()) {
                offset += channel.write(bytes, offset);
            }
            moved.bytes(length);
        }
    }
}
