package org.razorrpc.stream.spi;

import java.util.List;

/** Hears what a {@link NameResolver} finds. Called one at a time, from any thread; does not block. */
public interface NameListener {

    /** These are the addresses now, all of them, {@code scheme:...} each. An empty list is ignored: those known before stay. */
    void resolved(List<String> addresses);

    /** A look-up failed. The addresses known before stay; where there are none yet, calls fail with this cause. */
    void failed(Exception cause);
}
