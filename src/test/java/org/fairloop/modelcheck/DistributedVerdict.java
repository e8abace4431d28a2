package org.fairloop.modelcheck;

import java.rmi.Remote;
import java.rmi.RemoteException;

/** What a {@link DistributedServer} is told beside what TLC tells it. */
interface DistributedVerdict extends Remote {

    /**
     * A worker has found something wrong. TLC's server prints the states that lead there, and does not say what is wrong.
     *
     * @param message what, in TLC's words
     * @return whether it is the first; only the first is to tell TLC, so that the states are those of this message
     * @throws RemoteException if the server is gone
     */
    boolean isFirst(String message) throws RemoteException;
}
