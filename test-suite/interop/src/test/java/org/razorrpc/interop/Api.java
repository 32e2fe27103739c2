package org.razorrpc.interop;

import org.jspecify.annotations.Nullable;
import org.razorrpc.codec.msgpack.Tuple;
import org.razorrpc.stream.Action;
import org.razorrpc.stream.Dispatch;
import org.razorrpc.stream.Errno;
import org.razorrpc.stream.ErrorCode;
import org.razorrpc.stream.Responder;
import org.razorrpc.stream.Route;

/** The services of the API interface, as actions. */
final class Api {
    static final Action<Pair, Long> ADD = Action.of("Calculator.add", Pair.class, Long.class);
    static final Action<Pair, Long> DIVIDE = Action.of("Calculator.divide", Pair.class, Long.class);
    static final Action<Long, Void> CHECK_EVEN = Action.of("Calculator.check_even", Long.class, Void.class);
    static final Action<Integer, Integer> CHECK_POSITIVE =
            Action.of("Calculator.check_positive", Integer.class, Integer.class);
    /** The errors are of {@code nix::errno::Errno} in Rust. */
    static final Action<Long, Long> ROOT = Action.of("Calculator.root", Long.class, Long.class);

    /** Fails with the number; the errors are of {@code i32} in Rust. */
    static final Action<Integer, Void> FAIL = Action.of("Calculator.fail", Integer.class, Void.class);

    static final Action<Named, Swapped> SWAP = Action.of("Echo.swap", Named.class, Swapped.class);
    static final Action<String, String> TEXT = Action.of("Echo.text", String.class, String.class);
    static final Action<Void, Void> UNIT = Action.of("Echo.unit", Void.class, Void.class);
    static final Action<Void, Void> MISSING = Action.of("Echo.missing", Void.class, Void.class);
    static final Action<Void, Void> NOBODY = Action.of("Nobody.home", Void.class, Void.class);

    private Api() {}

    /** What the Rust peer's services do, served by razor. */
    static Dispatch dispatch() {
        Dispatch methods = Dispatch.byAction()
                .concurrent(ADD, (request, responder) -> add(request.message(), responder))
                .inline(DIVIDE, (request, responder) -> divide(request.message(), responder))
                .inline(CHECK_EVEN, (request, responder) -> {
                    if (request.message() % 2 == 0) {
                        responder.ok(null);
                    } else {
                        responder.errno(request.message().intValue());
                    }
                })
                .inline(CHECK_POSITIVE, (request, responder) -> {
                    if (request.message() > 0) {
                        responder.ok(request.message());
                    } else {
                        responder.errno(0);
                    }
                })
                .inline(ROOT, (request, responder) -> root(request.message(), responder))
                .inline(FAIL, (request, responder) -> responder.errno(request.message()))
                .inline(
                        SWAP,
                        (request, responder) -> responder.ok(new Swapped(
                                request.message().number(), request.message().name())))
                .inline(TEXT, (request, responder) -> responder.ok(request.message()))
                .inline(UNIT, (request, responder) -> responder.ok(null))
                .build();
        return new Dispatch() {
            @Override
            public @Nullable Route<?, ?> route(int number, @Nullable String name) {
                return methods.route(number, name);
            }

            @Override
            public ErrorCode notFound(@Nullable String name) {
                return name != null && name.startsWith("Echo.")
                        ? ErrorCode.METHOD_NOT_FOUND
                        : ErrorCode.SERVICE_NOT_FOUND;
            }
        };
    }

    private static void add(Pair pair, Responder<Long> responder) {
        try {
            responder.ok(Math.addExact(pair.first(), pair.second()));
        } catch (ArithmeticException e) {
            responder.text("overflow");
        }
    }

    private static void divide(Pair pair, Responder<Long> responder) {
        if (pair.second() == 0) {
            responder.text("division by zero");
        } else {
            responder.ok(pair.first() / pair.second());
        }
    }

    private static void root(long number, Responder<Long> responder) {
        if (number < 0) {
            responder.errno(Errno.EDOM);
        } else {
            responder.ok((long) Math.sqrt(number));
        }
    }

    @Tuple
    record Named(String name, long number) {}

    @Tuple
    record Swapped(long number, String name) {}

    /** Two arguments. */
    @Tuple
    record Pair(long first, long second) {}
}
