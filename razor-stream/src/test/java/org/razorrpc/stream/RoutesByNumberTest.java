package org.razorrpc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoutesByNumberTest {

    @Test
    void emptyHasNone() {
        RoutesByNumber routes = new RoutesByNumber(Map.of());

        assertThat(routes.get(0)).isNull();
        assertThat(routes.get(Integer.MAX_VALUE)).isNull();
    }

    @Test
    void numbersThatCollideAreToldApart() {
        Random random = new Random(7);
        for (int size = 1; size < 200; size++) {
            Map<Integer, Route<?, ?>> source = new HashMap<>();
            while (source.size() < size) {
                int number = 1 + random.nextInt(63) << random.nextInt(24);
                source.put(number, route(number));
            }
            RoutesByNumber routes = new RoutesByNumber(source);
            source.forEach((number, route) -> assertThat(routes.get(number)).isSameAs(route));
            for (int i = 0; i < 500; i++) {
                int number = 1 + random.nextInt(63) << random.nextInt(24);
                assertThat(routes.get(number)).isSameAs(source.get(number));
            }
        }
    }

    private static Route<byte[], byte[]> route(int number) {
        return new Route<>(Action.raw(number), (request, responder) -> {}, true);
    }
}
