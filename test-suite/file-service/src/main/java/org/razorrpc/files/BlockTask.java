package org.razorrpc.files;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.razorrpc.files.FileActions.Block;
import org.razorrpc.files.FileActions.Transferred;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Blob;
import org.razorrpc.stream.ClientTask;
import org.razorrpc.stream.RpcException;
import org.razorrpc.stream.spi.Codec;
import org.razorrpc.stream.spi.MessageCodec;
import org.razorrpc.stream.spi.WireBuffer;

/**
 * One block of a file on its way, sent again and again with its own buffer: the steady stream of a copy makes no other
 * objects than the messages. It belongs to one thread until it is sent, to razor until it comes out of the queue it was sent
 * with, and to the queue's reader from then on.
 */
final class BlockTask implements ClientTask {
    private final MessageCodec<Block> blockCodec;
    private final MessageCodec<Transferred> transferredCodec;
    private final ByteBuffer buffer;
    private final Blob wholeBuffer;
    /** What must still happen before the buffer is ours again: the answer, and for a write the blob's release. */
    private final AtomicInteger pending = new AtomicInteger();

    private Action<Block, Transferred> action = FileActions.READ_AT;
    private Block block = new Block("", "", 0, 0);
    private @Nullable Blob blob;
    private @Nullable BlockingQueue<BlockTask> completed;
    private @Nullable RpcException error;
    private long transferred;

    BlockTask(Codec codec, int blockSize) {
        blockCodec = codec.of(Block.class);
        transferredCodec = codec.of(Transferred.class);
        buffer = ByteBuffer.allocateDirect(blockSize);
        wholeBuffer = Blob.of(buffer);
    }

    /** Where a block to be written is put before {@link #write}, and where a block that was read lies from 0 to the position. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** Becomes a read of that block, which comes out of {@code to} when it has ended. */
    void read(Block newBlock, BlockingQueue<BlockTask> to) {
        prepare(FileActions.READ_AT, newBlock, null, to);
    }

    /** Becomes a write of the buffer from 0 to the block's length. */
    void write(Block newBlock, BlockingQueue<BlockTask> to) {
        boolean whole = newBlock.len() == buffer.capacity();
        Blob bytes = whole ? wholeBuffer : Blob.of(buffer.slice(0, (int) newBlock.len()));
        prepare(FileActions.WRITE_AT, newBlock, bytes, to);
    }

    private void prepare(
            Action<Block, Transferred> newAction, Block newBlock, @Nullable Blob newBlob, BlockingQueue<BlockTask> to) {
        action = newAction;
        block = newBlock;
        blob = newBlob;
        completed = to;
        error = null;
        transferred = 0;
        pending.set(newBlob == null ? 1 : 2);
    }

    Block block() {
        return block;
    }

    /** Null: the whole block was read or written. */
    @Nullable
    RpcException error() {
        return error;
    }

    /** Bytes that the server read or wrote. */
    long transferred() {
        return transferred;
    }

    @Override
    public Action<?, ?> action() {
        return action;
    }

    @Override
    public void encode(WireBuffer out) {
        blockCodec.encode(block, out);
    }

    @Override
    public @Nullable Blob blob() {
        return blob;
    }

    @Override
    public void decode(byte[] buf, int offset, int length) {
        Transferred answer = transferredCodec.decode(buf, offset, length);
        transferred = Objects.requireNonNull(answer).retSize();
    }

    @Override
    public @Nullable ByteBuffer responseBlob(int length) {
        // From the start again: a pool may have lost an attempt in the middle of its blob.
        buffer.clear().limit((int) block.len());
        return length <= buffer.remaining() ? buffer : null;
    }

    @Override
    public void released() {
        oneLess();
    }

    @Override
    public void done(@Nullable RpcException failure) {
        if (failure == null) {
            oneLess();
            return;
        }
        // A blob that was never sent is never released, and one that was may be so later: whoever takes a failed task
        // out
        // of the queue does not use it again.
        error = failure;
        Objects.requireNonNull(completed).add(this);
    }

    private void oneLess() {
        if (pending.decrementAndGet() == 0) {
            Objects.requireNonNull(completed).add(this);
        }
    }
}
