package org.razorrpc.stream;

/** A call that is written when a place in its link's window is granted. */
final class LateWrite extends WaitingLine.Waiter {
    private final ClientLink link;
    private final ClientTask sent;
    private final TypedCall<?, ?> call;

    LateWrite(ClientLink link, ClientTask sent, TypedCall<?, ?> call, long deadline) {
        super(deadline, true);
        this.link = link;
        this.sent = sent;
        this.call = call;
    }

    @Override
    void grant() {
        try {
            if (!link.write(sent, deadline, true)) {
                link.joinAnyway(this);
            }
        } catch (RpcException notAccepted) {
            fail(notAccepted);
        }
    }

    @Override
    void fail(RpcException error) {
        call.neverAppended();
        link.finishUnsent(sent, error);
    }
}
