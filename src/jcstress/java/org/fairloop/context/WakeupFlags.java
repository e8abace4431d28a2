package org.fairloop.context;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The two flags of {@link WakeupPattern}, opaque: never torn, seen eventually, in no order unless a fence gives it. */
class WakeupFlags {

    private static final VarHandle NOTIFIED;

    private static final VarHandle NOTIFY_ME;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NOTIFIED = lookup.findVarHandle(WakeupFlags.class, "notified", int.class);
            NOTIFY_ME = lookup.findVarHandle(WakeupFlags.class, "notifyMe", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private int notified;

    private int notifyMe;

    final void setNotified() {
        NOTIFIED.setOpaque(this, 1);
    }

    final void clearNotified() {
        NOTIFIED.setOpaque(this, 0);
    }

    final int notified() {
        return (int) NOTIFIED.getOpaque(this);
    }

    final void raiseNotifyMe() {
        NOTIFY_ME.setOpaque(this, 1);
    }

    final int notifyMe() {
        return (int) NOTIFY_ME.getOpaque(this);
    }
}
