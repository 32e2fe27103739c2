package org.razorrpc.interop;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** What the crates' client never sends, made of what it does send; and what razor's server answers. */
enum Damage {
    WRONG_MAGIC("next", frame -> frame.putShort(0, (short) 1), "rpc_io_err", false),
    OTHER_VERSION("next", frame -> frame.put(2, (byte) 2), "rpc_invalid_ver", false),
    OTHER_FORMAT("next", frame -> frame.put(3, (byte) 200), "rpc_decode", true),
    ACTION_0_WITH_A_BODY("next", frame -> frame.putInt(4, 0), "rpc_method_notfound", true),
    ACTION_STRING_OF_0_BYTES("next", frame -> frame.putInt(4, Integer.MIN_VALUE), "rpc_decode", false),
    ACTION_NOT_UTF8("named", frame -> frame.put(32, (byte) 0xff), "rpc_decode", true),
    SEQ_SEEN_BEFORE("next", frame -> frame.putLong(8, 1), "rpc_io_err", false);

    private static final int DAMAGED_SEQ = 2;

    /** The call whose request is damaged, as the peer knows it. */
    final String call;

    private final Consumer<ByteBuffer> change;
    /** What Rust sees of the call. */
    final String error;

    final boolean connectionLives;

    Damage(String call, Consumer<ByteBuffer> change, String error, boolean connectionLives) {
        this.call = call;
        this.change = change;
        this.error = error;
        this.connectionLives = connectionLives;
    }

    /** Changes the second request alone. */
    void to(ByteBuffer frame) {
        if (frame.getLong(8) == DAMAGED_SEQ) {
            change.accept(frame);
        }
    }
}
