package org.fairloop.bench;

/** Mutual exclusion, whatever keeps it: the common shape of all contenders. */
interface Guard {

    /** Runs a section while no other thread runs one. */
    void inside(Runnable section);
}
