package org.fairloop.modelcheck;

import tlc2.tool.Action;
import tlc2.tool.IStateFunctor;
import tlc2.tool.TLCState;
import tlc2.tool.TLCStateInfo;
import tlc2.tool.WorkerException;
import tlc2.tool.distributed.DistApp;
import tlc2.tool.distributed.TLCApp;

/**
 * What a worker knows of the specification: what TLC's own worker does, and that every step has the properties that it is to
 * have. TLC's own looks at those steps only that lead to a state which nobody has seen before. On one machine TLC looks at all
 * of them, and so must several, or a wrong step into a state that is known already would be missed.
 */
final class DistributedApp extends DistApp {

    private final TLCApp app;

    DistributedApp(TLCApp app) {
        this.app = app;
    }

    @Override
    public TLCState[] getNextStates(TLCState state) throws WorkerException {
        TLCState[] next = app.getNextStates(state);
        for (TLCState each : next) {
            each.setPredecessor(state); // or the server takes it for an initial state when it prints a counterexample
            checkStep(state, each);
        }
        return next;
    }

    private void checkStep(TLCState before, TLCState after) throws WorkerException {
        Action[] properties = app.impliedActions;
        for (int i = 0; i < properties.length; i++) {
            if (!app.tool.isValid(properties[i], before, after)) {
                throw new WorkerException(
                        "Error: Implied-action " + app.tool.getImpliedActNames()[i] + " is violated.",
                        before,
                        after,
                        false);
            }
        }
    }

    /** The step is checked already. */
    @Override
    public void checkState(TLCState before, TLCState after) throws WorkerException {
        Action[] invariants = app.invariants;
        for (int i = 0; i < invariants.length; i++) {
            if (!app.tool.isValid(invariants[i], after)) {
                throw new WorkerException(
                        "Error: Invariant " + app.tool.getInvNames()[i] + " is violated.", before, after, false);
            }
        }
    }

    @Override
    public Boolean getCheckDeadlock() {
        return app.getCheckDeadlock();
    }

    @Override
    public Boolean getPreprocess() {
        return app.getPreprocess();
    }

    @Override
    public String getFileName() {
        return app.getFileName();
    }

    @Override
    public String getMetadir() {
        return app.getMetadir();
    }

    @Override
    public boolean canRecover() {
        return app.canRecover();
    }

    @Override
    public void getInitStates(IStateFunctor functor) {
        app.getInitStates(functor);
    }

    @Override
    public boolean isInModel(TLCState state) {
        return app.isInModel(state);
    }

    @Override
    public boolean isInActions(TLCState before, TLCState after) {
        return app.isInActions(before, after);
    }

    @Override
    public TLCStateInfo getState(long fingerprint) {
        return app.getState(fingerprint);
    }

    @Override
    public TLCStateInfo getState(long fingerprint, TLCState before) {
        return app.getState(fingerprint, before);
    }

    @Override
    public TLCStateInfo getState(TLCState state, TLCState before) {
        return app.getState(state, before);
    }

    @Override
    public void setCallStack() {
        app.setCallStack();
    }

    @Override
    public String printCallStack() {
        return app.printCallStack();
    }

    @Override
    public String getSpecDir() {
        return app.getSpecDir();
    }

    @Override
    public String getConfigName() {
        return app.getConfigName();
    }
}
