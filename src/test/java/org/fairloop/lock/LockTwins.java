package org.fairloop.lock;

import java.util.function.Function;
import org.fairloop.bridge.State;
import org.fairloop.bridge.Subject;
import org.fairloop.jcstress.JcstressEvidence;
import org.fairloop.modelcheck.Cfg;
import org.fairloop.modelcheck.Stepped;
import org.fairloop.modelcheck.TwinsOf;

/** What can be tried on the twins of the lock. */
public final class LockTwins {

    private LockTwins() {}

    /**
     * The twins of {@link RFifoLock}.
     *
     * @return what can be tried on them
     */
    public static TwinsOf ofRFifoLock() {
        return new TwinsOf("RFifoLock", BrokenRFifoLock.class)
                .stepped(LockTwins::stepRFifoLock)
                .fast("replay", ReplayEvidence::new)
                .slow("interleavings", InterleavingEvidence::ofRFifoLock)
                .slow(
                        "lincheck",
                        () -> new LincheckEvidence(
                                (check, twin) -> RFifoLockChecks.ALL.get(check).run(RFifoLockChecks.onTwin(twin))))
                .slow("trace", TraceEvidence::new)
                .fast(
                        "contract",
                        () -> new ContractEvidence(
                                twin -> new ContractEvidence.OfRFifoLock(BrokenRFifoLock.twin(twin))));
    }

    /**
     * The twins of {@link HandoffLock}.
     *
     * @return what can be tried on them
     */
    public static TwinsOf ofHandoffLock() {
        return new TwinsOf("HandoffLock", BrokenHandoffLock.class)
                .stepped(LockTwins::stepHandoffLock)
                .fast("replay", HandoffLockReplayEvidence::new)
                .slow("interleavings", InterleavingEvidence::ofHandoffLock)
                .slow("lincheck", () -> new LincheckEvidence(LockTwins::checkHandoffLock))
                .slow("trace", HandoffLockTraceEvidence::new)
                .fast(
                        "contract",
                        () -> new ContractEvidence(
                                twin -> new ContractEvidence.OfHandoffLock(BrokenHandoffLock.twin(twin))))
                .slow("jcstress", JcstressEvidence::new);
    }

    private static Function<State, Subject> stepRFifoLock(Cfg world, String twin) {
        RFifoLockSubject.Call call = world.constants().containsKey("Hasty")
                ? RFifoLockSubject.Call.INTERRUPTIBLE // nobody is interrupted before the schedule says so
                : RFifoLockSubject.Call.LOCK;
        BrokenRFifoLock.Maker maker = twin == null ? RFifoLock::new : BrokenRFifoLock.twin(twin);
        return initial -> new RFifoLockSubject(maker, initial, RFifoLockSubject.SOON_ZERO, thread -> call);
    }

    private static Function<State, Subject> stepHandoffLock(Cfg world, String twin) {
        Stepped.requireNoBuffers(world);
        return InterleavingEvidence.onHandoffLock(
                twin == null ? SteppedHandoffLock::new : BrokenHandoffLock.twin(twin));
    }

    private static void checkHandoffLock(String check, String twin) {
        BrokenHandoffLock.Maker maker = BrokenHandoffLock.twin(twin);
        SteppedHandoffLock.Control nobody = new SteppedHandoffLock.Control() {};
        RFifoLockChecks.ALL.get(check).run(onContention -> maker.make(nobody, onContention));
    }
}
