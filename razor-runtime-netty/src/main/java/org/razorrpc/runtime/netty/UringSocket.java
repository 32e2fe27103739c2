package org.razorrpc.runtime.netty;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import org.jspecify.annotations.Nullable;

/**
 * Watched by the io_uring of its loop, which is asked to poll and to nothing else.
 *
 * <p>One poll is out at a time. Where reading is wanted it is a one-shot, made anew after each report: the kernel looks at the
 * socket first when it takes a poll, so that this reports what is still there (it is level-triggered) and misses nothing. Where
 * reading is not wanted the poll is a multishot, which reports changes only (edge-triggered): the kernel adds errors and
 * hang-ups, also of the peer's half alone, to whatever is asked for, and a one-shot would report the same one without end.
 *
 * <p>A one-shot is made anew by a task. Netty goes on reporting, many times over, as long as reports lead to submissions that
 * complete at once, and runs no task meanwhile: streams that are never idle would starve everything else on the loop.
 *
 * <p>A poll that is not wanted any more is cancelled, and completes later. It keeps the kernel's socket alive until then, but not
 * the descriptor, which may be another socket's already: {@code generation} tells such a completion from one that counts. All
 * that is submitted comes before the kernel in order, a cancellation never before its poll. Netty forgets the registration
 * when the last completion has come.
 */
final class UringSocket extends NativeSocket implements IoUringIoHandle {
    // From Linux' io_uring.h and poll.h.
    private static final byte OP_POLL_ADD = 6;
    private static final byte OP_ASYNC_CANCEL = 14;
    private static final int POLL_MULTISHOT = 1;
    private static final int COMPLETION_MORE = 2;
    private static final int POLLIN = 0x1;
    private static final int POLLOUT = 0x4;
    private static final int BROKEN = 0x18;
    private static final int HALF_CLOSED = 0x2000;

    private static final int IN = POLLIN | BROKEN | HALF_CLOSED;
    private static final int OUT = POLLOUT | BROKEN;

    private static final long NONE = 0;

    private final Runnable pollAgain = this::poll;
    /** Netty's name for the poll that is out. */
    private long polling = NONE;

    private @Nullable IoUringIoOps wanted;
    private short generation;

    UringSocket(LinuxSocket socket, boolean unix) {
        super(socket, unix, UringSocket::new);
    }

    @Override
    void watch(boolean wantRead, boolean wantWrite) {
        unwatch();
        int mask = (wantRead ? POLLIN : 0) | (wantWrite ? POLLOUT : 0);
        wanted = ops(OP_POLL_ADD, socket().intValue(), NONE, wantRead ? 0 : POLL_MULTISHOT, mask);
        poll();
    }

    private void poll() {
        if (polling == NONE && wanted != null) {
            polling = submit(wanted);
        }
    }

    @Override
    void unwatch() {
        wanted = null;
        if (polling != NONE) {
            submit(ops(OP_ASYNC_CANCEL, -1, polling, 0, 0));
            polling = NONE;
            generation++;
        }
    }

    private IoUringIoOps ops(byte op, int fd, long address, int length, int flags) {
        short none = 0;
        return new IoUringIoOps(op, (byte) 0, none, fd, 0, address, length, flags, (long) generation, none, none, 0, 0);
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        IoUringIoEvent completion = (IoUringIoEvent) event;
        if (completion.opcode() != OP_POLL_ADD || completion.userData() != generation) {
            return;
        }
        if ((completion.flags() & COMPLETION_MORE) == 0) {
            polling = NONE;
            runAfterReady(pollAgain);
        }
        int result = completion.res();
        // The kernel had no memory for the poll, say. Whoever looks at the socket is never wrong.
        boolean failed = result < 0;
        fire(failed || (result & IN) != 0, failed || (result & OUT) != 0);
    }
}
