package org.fairloop.context;

import java.util.function.Function;
import java.util.function.Supplier;
import org.fairloop.bridge.Evidence;
import org.fairloop.bridge.State;
import org.fairloop.bridge.Subject;
import org.fairloop.jcstress.JcstressEvidence;
import org.fairloop.lock.LincheckEvidence;
import org.fairloop.modelcheck.Cfg;
import org.fairloop.modelcheck.Stepped;
import org.fairloop.modelcheck.TwinsOf;

/** What can be tried on the twins of the event loop. */
public final class ContextTwins {

    private static final Supplier<Evidence> REPLAY = TwinsOf.once(AioContextReplayEvidence::new);

    private ContextTwins() {}

    private static Evidence lincheck() {
        return new LincheckEvidence(
                (check, twin) -> AioContextChecks.ALL.get(check).run(AioContextChecks.onTwin(twin)));
    }

    /**
     * The twins of {@link AioContext}.
     *
     * @return what can be tried on them
     */
    public static TwinsOf ofAioContext() {
        return new TwinsOf("AioContext", BrokenAioContext.class)
                .stepped((world, twin) -> AioContextReplayEvidence.subjects(
                        world, twin == null ? SteppedAioContext::new : BrokenAioContext.twin(twin)))
                .slow("replay", REPLAY)
                .slow("interleavings", AioContextInterleavingEvidence::new)
                .slow("lincheck", ContextTwins::lincheck)
                .slow("trace", AioContextTraceEvidence::new)
                .fast("contract", AioContextContractEvidence::new)
                .slow("jcstress", JcstressEvidence::new);
    }

    /**
     * The twins of what {@link AioContext} dispatches: {@code spec/Callbacks.tla}.
     *
     * @return what can be tried on them
     */
    public static TwinsOf ofCallbacks() {
        return new TwinsOf("Callbacks", BrokenCallbacks.class)
                .slow("replay", REPLAY)
                .slow("interleavings", CallbacksInterleavingEvidence::new)
                .slow("lincheck", ContextTwins::lincheck)
                .fast("contract", AioContextContractEvidence::new);
    }

    /**
     * The twins of {@link AioNotify}.
     *
     * @return what can be tried on them
     */
    public static TwinsOf ofAioNotify() {
        return new TwinsOf("AioNotify", BrokenAioNotify.class)
                .stepped(ContextTwins::stepAioNotify)
                .fast("replay", AioNotifyReplayEvidence::new)
                .slow("jcstress", JcstressEvidence::new);
    }

    private static Function<State, Subject> stepAioNotify(Cfg world, String twin) {
        Stepped.requireNoBuffers(world);
        return AioNotifyReplayEvidence.subjects(twin == null ? SteppedAioNotify::new : BrokenAioNotify.twin(twin));
    }

    /**
     * The twins of what a helper does around its wait: {@code spec/ReleasingWait.tla}.
     *
     * @return what can be tried on them
     */
    public static TwinsOf ofReleasingWait() {
        return new TwinsOf("ReleasingWait", BrokenBlockDevice.class).fast("contract", WaitingHelperEvidence::new);
    }
}
