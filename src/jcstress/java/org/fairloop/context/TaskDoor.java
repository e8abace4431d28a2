package org.fairloop.context;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** {@link BottomHalves}, the shipped class: a task comes in while the context runs its last ones. The results: was it accepted, did it run? */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "it came in time")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "it came too late, and its caller knows")
@Outcome(id = "true, false", expect = FORBIDDEN, desc = "X1: a task that was accepted is lost")
@Outcome(id = "false, true", expect = FORBIDDEN, desc = "X1: a task that was rejected runs")
@State
public class TaskDoor {

    private final BottomHalves bottomHalves = new BottomHalves();

    /** Hands a task over. */
    @Actor
    public void execute(ZZ_Result result) {
        result.r1 = bottomHalves.addTask(new Task(() -> {}));
    }

    /** Takes the last tasks, and closes. */
    @Actor
    public void close(ZZ_Result result) {
        while (bottomHalves.takeTaskOrClose() != null) {
            result.r2 = true;
        }
    }
}
