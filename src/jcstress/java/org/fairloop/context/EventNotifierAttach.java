package org.fairloop.context;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * {@link EventNotifier}, the shipped class: a thread sets it while the owner of the context
 * attaches it and then looks whether it is set. The results: did the owner see it set, is the
 * context woken up?
 */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the owner saw it, and is woken up as well")
@Outcome(
        id = "true, false",
        expect = ACCEPTABLE,
        desc = "it was set before the owner attached it, and the owner saw it")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "it was set after the owner looked, and the owner is woken up")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "N2: the owner goes to sleep, and no wakeup comes")
@State
public class EventNotifierAttach {

    private final AioContext context = JcstressContexts.make(new GlassPoller());

    private final EventNotifier notifier = new EventNotifier();

    private final Handler handler = new Handler(notifier, () -> {});

    /** Attaches it, and looks, as the next poll does. */
    @Actor
    public void attach(ZZ_Result result) {
        notifier.attach(context, handler);
        result.r1 = notifier.isSet();
    }

    /** Sets it. */
    @Actor
    public void set() {
        notifier.set();
    }

    /** Is the context woken up? */
    @Arbiter
    public void arbiter(ZZ_Result result) {
        result.r2 = context.isNotified();
    }
}
