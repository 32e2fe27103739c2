package org.razorrpc.runtime.netty;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;

/** Watched by epoll. */
final class EpollSocket extends NativeSocket implements EpollIoHandle {
    private static final int HANG_UP = 0x10;
    private static final int IN = EpollIoOps.EPOLLIN.value() | EpollIoOps.EPOLLERR.value() | HANG_UP;
    private static final int OUT = EpollIoOps.EPOLLOUT.value() | EpollIoOps.EPOLLERR.value() | HANG_UP;
    private static final EpollIoOps READ = EpollIoOps.EPOLLIN;
    private static final EpollIoOps READ_WRITE = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT);
    // epoll reports errors and hang-ups unasked. Edge-triggered, it does so once and not without end to one who does
    // not read.
    private static final EpollIoOps WRITE = EpollIoOps.EPOLLET.with(EpollIoOps.EPOLLOUT);
    private static final EpollIoOps NOTHING = EpollIoOps.EPOLLET;

    EpollSocket(LinuxSocket socket, boolean unix) {
        super(socket, unix, EpollSocket::new);
    }

    @Override
    public FileDescriptor fd() {
        return socket();
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        int ops = ((EpollIoEvent) event).ops().value();
        fire((ops & IN) != 0, (ops & OUT) != 0);
    }

    @Override
    void watch(boolean wantRead, boolean wantWrite) {
        submit(ops(wantRead, wantWrite));
    }

    private static EpollIoOps ops(boolean wantRead, boolean wantWrite) {
        if (wantRead) {
            return wantWrite ? READ_WRITE : READ;
        }
        return wantWrite ? WRITE : NOTHING;
    }
}
