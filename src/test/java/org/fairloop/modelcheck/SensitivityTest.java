package org.fairloop.modelcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.fairloop.modelcheck.ModelList.Unviolated;
import org.junit.jupiter.api.Test;

/** Everything that a passing model relies on is seen to fail in another model, or the list says why it cannot. */
class SensitivityTest {

    private static final Layout LAYOUT = Layout.ofThisProject();

    /** Each property, each conjunct of fairness and each left side is shown to matter. */
    @Test
    void everyPropertyCanFail() throws IOException, ListError {
        assertEquals(
                "", String.join("\n", Sensitivity.gaps(ModelList.read(LAYOUT), LAYOUT)), "model-check/models.yaml");
    }

    /** A property that no model violates any more is a gap. */
    @Test
    void missesAViolation() throws IOException, ListError {
        assertGap(
                without("AioContext_NearMiss_SubmitsAlthoughClosed"),
                "AioContext: no model violates RejectedProp, which AioContext_Safety_OneLoopTwoCallers checks");
    }

    /** A named conjunct that no model violates is a gap, although the conjunction is violated. */
    @Test
    void missesAViolationOfAConjunct() throws IOException, ListError {
        assertGap(without("RFifoLock_NearMiss_RefusesOwner"), "RFifoLock: no model violates PlacesInv");
        assertGap(without("EventLoop_Unfair_Return_Wait"), "EventLoop: no model violates NoWait");
    }

    /** A property that a theorem claims and no model checks any more is a gap. */
    @Test
    void missesATheorem() throws IOException, ListError {
        assertGap(
                without("ReleasingWait_Safety"),
                "ReleasingWait: no model that passes checks RestoresProp, which a THEOREM claims");
    }

    /** A conjunct of fairness that is left out in the full tier only, or by a model that passes, is a gap. */
    @Test
    void missesAConjunctOfFairness() throws IOException, ListError {
        ModelList list = ModelList.read(LAYOUT);
        assertGap(
                new ModelList(
                        list.models().stream()
                                .map(model -> model.name().equals("Callbacks_Unfair_Clock") ? inFullTier(model) : model)
                                .toList(),
                        list.unviolated()),
                "Callbacks: no model of the quick tier fails without the fairness FairClock");
        assertGap(
                without("UnlockedPoll_Unfair_Mutex"),
                "UnlockedPoll: no model of the quick tier fails without the fairness FairMutex");
    }

    private static Model inFullTier(Model model) {
        return new Model(
                model.name(),
                model.module(),
                Tier.FULL,
                model.question(),
                model.claims(),
                model.twin(),
                model.expect(),
                model.untaken());
    }

    /** A left side that no model reaches is a gap, unless a model of the design violates the property. */
    @Test
    void missesALeftSide() throws IOException, ListError {
        assertGap(without("Callbacks_Reach_Due"), "Callbacks: no model shows that the left side of DueFires can occur");
    }

    /** A reason for a gap that is none is an error. */
    @Test
    void refusesAReasonForNoGap() throws IOException, ListError {
        ModelList list = ModelList.read(LAYOUT);
        assertGap(
                new ModelList(list.models(), List.of(new Unviolated("RejectedProp", List.of("AioContext"), "none"))),
                "unviolated: [AioContext] has no gap at RejectedProp");
    }

    /** The conjuncts of fairness are found through names, quantifiers and other modules. */
    @Test
    void findsTheFairness() {
        assertEquals(
                Set.of("FairOwner", "FairCloser", "FairSleeper", "FairWorkers", "FairTurn", "FairWake", "FairKick"),
                fairness("MCAioContext", "Spec"));
        assertEquals(
                Set.of("FairPoller", "FairCallbacks", "FairOthers", "FairClock", "SomebodyPolls"),
                fairness("MCCallbacks", "Spec"));
        assertEquals(Set.of("FairPoller", "FairNotifier", "FairMemory"), fairness("MCAioNotify", "Spec"));
        assertEquals(Set.of("FairScheduler", "OwnersRelease", "FairMemory"), fairness("MCHandoffLock", "PatientSpec"));
        assertEquals(Set.of("FairAhead", "FairScheduler"), fairness("MCRFifoLock", "FairAheadSpec"));
        assertEquals(Set.of(), fairness("MCAioContext", "Run"));
    }

    private static Set<String> fairness(String module, String specification) {
        return Definitions.read(LAYOUT, LAYOUT.worlds().resolve(module + ".tla"))
                .fairness(specification);
    }

    /** A specification that is not found has no fairness to look at, which is an error. */
    @Test
    void refusesAnUnknownSpecification() {
        assertThrows(IllegalArgumentException.class, () -> fairness("MCAioContext", "NoSpec"));
    }

    private static ModelList without(String name) throws ListError {
        ModelList list = ModelList.read(LAYOUT);
        assertTrue(list.models().stream().anyMatch(model -> model.name().equals(name)), name);
        return new ModelList(
                list.models().stream()
                        .filter(model -> !model.name().equals(name))
                        .toList(),
                list.unviolated());
    }

    private static void assertGap(ModelList list, String begin) throws IOException {
        List<String> gaps = Sensitivity.gaps(list, LAYOUT);
        assertTrue(gaps.stream().anyMatch(gap -> gap.startsWith(begin)), () -> begin + " is not in " + gaps);
    }
}
