package org.razorrpc.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses an address for a call. First by what is known of them: those where the call has not been come before those where it
 * has, and well ones before those that have just lost their last connection; what is down is not chosen. Among equals by the
 * strategy.
 */
final class Choice {
    private static final int DOWN = 4;

    private final Strategy strategy;
    private final RandomGenerator random;
    /** Begins anywhere, so that clients that start together do not all begin with the same server; may overflow. */
    private final AtomicLong turns;

    Choice(Strategy strategy, RandomGenerator random) {
        this.strategy = strategy;
        this.random = random;
        turns = new AtomicLong(random.nextLong());
    }

    /** Null when all are down. */
    @Nullable
    AddressConnections among(
            List<AddressConnections> all, @Nullable AddressConnections leader, @Nullable PooledCall call) {
        if (strategy == Strategy.LEADER && leader != null && rank(leader, call) <= 1) {
            return leader;
        }
        int best = DOWN;
        for (AddressConnections each : all) {
            best = Math.min(best, rank(each, call));
        }
        if (best == DOWN) {
            return null;
        }
        List<AddressConnections> fit = ofRank(best, all, call);
        return switch (strategy) {
            case ROUND_ROBIN -> inTurn(fit);
            case LEAST_IN_FLIGHT -> leastBusy(fit);
            case POWER_OF_TWO -> lessBusyOfTwo(fit);
            case LEADER -> after(leader, all, fit);
        };
    }

    private static int rank(AddressConnections address, @Nullable PooledCall call) {
        if (!address.takesCalls()) {
            return DOWN;
        }
        boolean tried = call != null && call.wasTried(address);
        return (tried ? 2 : 0) + (address.isSuspect() ? 1 : 0);
    }

    /** The list itself where all fit, which is nearly always. */
    private static List<AddressConnections> ofRank(int rank, List<AddressConnections> all, @Nullable PooledCall call) {
        List<AddressConnections> fit = all;
        for (int i = 0; i < all.size(); i++) {
            AddressConnections each = all.get(i);
            boolean fits = rank(each, call) == rank;
            if (!fits && fit == all) {
                fit = new ArrayList<>(all.subList(0, i));
            } else if (fits && fit != all) {
                fit.add(each);
            }
        }
        return fit.isEmpty() ? all : fit; // A state may have changed between the two looks.
    }

    private AddressConnections inTurn(List<AddressConnections> fit) {
        return fit.get(Math.floorMod(turns.getAndIncrement(), fit.size()));
    }

    /** Among equals in turn: an idle service is asked evenly too. */
    private AddressConnections leastBusy(List<AddressConnections> fit) {
        int start = Math.floorMod(turns.getAndIncrement(), fit.size());
        AddressConnections best = fit.get(start);
        int least = best.load();
        for (int i = 1; i < fit.size() && least > 0; i++) {
            AddressConnections each = fit.get((start + i) % fit.size());
            int load = each.load();
            if (load < least) {
                least = load;
                best = each;
            }
        }
        return best;
    }

    private AddressConnections lessBusyOfTwo(List<AddressConnections> fit) {
        if (fit.size() == 1) {
            return fit.getFirst();
        }
        int first = random.nextInt(fit.size());
        int other = random.nextInt(fit.size() - 1);
        AddressConnections one = fit.get(first);
        AddressConnections two = fit.get(other < first ? other : other + 1);
        return two.load() < one.load() ? two : one;
    }

    /** The next one in the order of the list, which all clients share: those that lose their leader meet at the same address. */
    private static AddressConnections after(
            @Nullable AddressConnections leader, List<AddressConnections> all, List<AddressConnections> fit) {
        int start = leader == null ? 0 : all.indexOf(leader) + 1;
        for (int i = 0; i < all.size(); i++) {
            AddressConnections each = all.get((start + i) % all.size());
            if (fit.contains(each)) {
                return each;
            }
        }
        return fit.getFirst();
    }
}
