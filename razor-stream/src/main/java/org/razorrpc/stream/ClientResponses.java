package org.razorrpc.stream;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.razorrpc.stream.spi.ResponseHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reader's side of a client's connection: finds each response's call, lets it decode and tells it its end. Confined to the
 * read context, and to {@code onClosed}, which comes after it.
 */
final class ClientResponses {
    private static final Logger LOG = LoggerFactory.getLogger(ClientStream.class);

    private final ClientLink link;
    private final InFlightCalls calls;
    private final ErrorResponses errors;
    private final Completions completions;
    /** Places in the window of the calls that have ended in this read batch. */
    private int freedPlaces;

    /** The call whose blob is arriving, and its error if it has one. */
    private @Nullable ClientTask claimed;

    private @Nullable RpcException claimedError;

    ClientResponses(ClientLink link, InFlightCalls calls, ErrorResponses errors, Completions completions) {
        this.link = link;
        this.calls = calls;
        this.errors = errors;
        this.completions = completions;
    }

    /** As {@link org.razorrpc.stream.spi.ClientConnectionHandler#onResponse}. */
    @Nullable
    ByteBuffer response(long seq, int flag, int errno, byte[] buf, int offset, int length, int blobLength) {
        ClientTask task = take(seq, flag == ResponseHeader.OK);
        if (task == null) {
            return null;
        }
        RpcException error = flag == ResponseHeader.OK
                ? decode(task, buf, offset, length)
                : errors.read(task.action(), flag, errno, buf, offset, length);
        if (blobLength == 0) {
            finish(task, error);
            return null;
        }
        ByteBuffer target = error == null ? blobTarget(task, blobLength) : null;
        claimed = task;
        claimedError = error != null || target != null
                ? error
                : undecodable("the task has no room for a blob of " + blobLength + " bytes", null);
        return target;
    }

    private @Nullable ClientTask take(long seq, boolean ok) {
        completions.beginBatch();
        ClientTask task = calls.take(seq);
        if (task == null) {
            link.onUnmatched(seq, ok);
        }
        return task;
    }

    private static @Nullable RpcException decode(ClientTask task, byte[] buf, int offset, int length) {
        try {
            task.decode(buf, offset, length);
            return null;
        } catch (Throwable failure) {
            return undecodable(failure.getMessage(), failure);
        }
    }

    private static @Nullable ByteBuffer blobTarget(ClientTask task, int length) {
        try {
            ByteBuffer target = task.responseBlob(length);
            return target != null && target.remaining() >= length && !target.isReadOnly() ? target : null;
        } catch (Throwable failure) {
            LOG.warn("responseBlob of action {} failed", task.action(), failure);
            return null;
        }
    }

    private static RpcException undecodable(@Nullable String why, @Nullable Throwable failure) {
        return new RpcException(ErrorCode.DECODE, Outcome.EXECUTED, "the response could not be used: " + why, failure);
    }

    /** The blob of the last response has arrived or was discarded; often in another batch than its header. */
    void blobEnd() {
        completions.beginBatch();
        finishClaimed();
    }

    private void finishClaimed() {
        ClientTask task = claimed;
        if (task != null) {
            claimed = null;
            finish(task, claimedError);
        }
    }

    /** A response was over this side's limits. */
    void discarded(long seq, String reason) {
        ClientTask task = take(seq, true);
        if (task != null) {
            finish(task, undecodable(reason, null));
        }
    }

    /** The connection is gone: a call whose blob was arriving ends here. */
    void lost(RpcException why) {
        claimedError = why;
        finishClaimed();
    }

    private void finish(ClientTask task, @Nullable RpcException error) {
        freedPlaces++;
        completions.tellOnReader(task, error);
    }

    /** For a callback that sends: a place that its batch has freed, unless it is not the reader's. */
    boolean takeFreedPlace() {
        if (completions.onReader() && freedPlaces > 0) {
            freedPlaces--;
            return true;
        }
        return false;
    }

    /** Ends the batch; the places that it has freed are the caller's to give back. */
    int endBatch() {
        completions.endBatch();
        int freed = freedPlaces;
        freedPlaces = 0;
        return freed;
    }
}
