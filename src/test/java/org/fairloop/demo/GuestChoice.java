package org.fairloop.demo;

import java.util.Locale;

/** What the guest does. */
enum GuestChoice {
    /** It always has requests in flight. */
    BUSY,
    /** It asks for nothing, so that nothing but a waiting thread can end the loop's sleep. */
    IDLE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
