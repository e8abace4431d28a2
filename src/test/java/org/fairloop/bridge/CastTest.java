package org.fairloop.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who owns, waits and sleeps is read from whatever variables say so. */
class CastTest {

    /** From the place of each thread, whether the functions are whole or taken apart; the last of several places counts. */
    @Test
    void byPlaces() {
        Cast cast = new Cast("owner", null, "pc", Set.of("wait"), Set.of("asleep"), null, "ticket", null);
        Map<String, Object> state = Map.of(
                "owner",
                "t1",
                "pc",
                Map.of("t1", List.of("wait", "asleep"), "t2", "wait", "t3", "idle"),
                "ticket",
                Map.of("t1", 4, "t2", 2, "t3", 4));
        for (Map<String, Object> each : List.of(state, Lanes.flat(state))) {
            assertEquals("owns, asleep", cast.part("t1", each).toString());
            assertEquals("waits, ticket 2", cast.part("t2", each).toString());
            assertEquals("", cast.part("t3", each).toString());
        }
    }

    /** From a queue, in which a thread has a number, and a set of sleepers. */
    @Test
    void byQueue() {
        Cast cast = new Cast("owner", "queue", null, null, null, "asleep", null, null);
        Map<String, Object> state = Map.of("owner", "nobody", "queue", List.of("t2", "t1"), "asleep", List.of("t1"));
        assertEquals("waits, number 2, asleep", cast.part("t1", state).toString());
        assertEquals("waits, number 1", cast.part("t2", state).toString());
    }

    /** From nothing nothing follows. */
    @Test
    void ofNobody() {
        assertEquals(new Cast.Part(false, false, false, ""), Cast.NONE.part("t1", Map.of("owner", "t1")));
    }
}
